#!/usr/bin/env python3
"""Writes data/samples/*: invented people at plausible addresses, with planted troubles.

The bytes are the point (encoding, quoting, line ends, footers), so the files
are written by this script and not by hand. Streets, cities and postcodes agree
where no trouble is planted; phones are from ranges kept for fiction or made up.
"""
import csv
import io
import pathlib

OUT = pathlib.Path(__file__).resolve().parent.parent / "data/samples"


def table(rows, delimiter=",", end="\n", quoting=csv.QUOTE_MINIMAL):
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=quoting).writerows(rows)
    return out.getvalue()


def write(name, text, encoding="utf-8"):
    OUT.mkdir(parents=True, exist_ok=True)
    (OUT / name).write_bytes(text.encode(encoding))


SHOPIFY = (
    "Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,Currency,"
    "Subtotal,Shipping,Taxes,Total,Discount Code,Discount Amount,Shipping Method,Created at,"
    "Lineitem quantity,Lineitem name,Lineitem price,Lineitem compare at price,Lineitem sku,"
    "Lineitem requires shipping,Lineitem taxable,Lineitem fulfillment status,Billing Name,"
    "Billing Street,Billing Address1,Billing Address2,Billing Company,Billing City,Billing Zip,"
    "Billing Province,Billing Country,Billing Phone,Shipping Name,Shipping Street,Shipping Address1,"
    "Shipping Address2,Shipping Company,Shipping City,Shipping Zip,Shipping Province,Shipping Country,"
    "Shipping Phone,Notes,Note Attributes,Cancelled at,Payment Method,Payment Reference,"
    "Refunded Amount,Vendor,Outstanding Balance,Employee,Location,Device ID,Id,Tags,Risk Level,Source,"
    "Lineitem discount,Tax 1 Name,Tax 1 Value,Tax 2 Name,Tax 2 Value,Tax 3 Name,Tax 3 Value,"
    "Tax 4 Name,Tax 4 Value,Tax 5 Name,Tax 5 Value,Phone,Receipt Number,Duties,"
    "Billing Province Name,Shipping Province Name,Payment ID,Payment Terms Name,Next Payment Due At,"
    "Payment References").split(",")

GOODS = [("Stoneware Mug - Speckled", "MUG-SPK", "24.00"), ("Beeswax Candle - Set of 3", "CDL-BW3", "32.50"),
         ("Linen Apron - Rust", "APR-RST", "48.00"), ("Oak Chopping Board", "BRD-OAK", "64.00"),
         ("Wool Throw - Moss", "THR-MOS", "118.00"), ("Enamel Pan - Blue", "PAN-BLU", "56.00"),
         ("Tea Towel - Herringbone", "TWL-HRB", "16.50"), ("Bread Knife - Walnut", "KNF-WAL", "72.00")]

# number, name, company, address1, address2, city, zip, province, province name, country, phone,
# method, items, what else differs
S = [
 (1001, "Maya Lindqvist", "", "248 Linden St", "Apt 3", "Boulder", "80302", "CO", "Colorado", "US", "+1 303-555-0114", "USPS Ground Advantage", 1, {}),
 # lost leading zero: Excel read the ZIP as a number
 (1002, "Owen Castellan", "", "24 Linden St", "Apt 3", "Boston", "2134", "MA", "Massachusetts", "US", "+1 617-555-0132", "USPS Ground Advantage", 2, {}),
 (1003, "Priya Venkatraman", "", "1420 NW Lovejoy St", "Unit 512", "Portland", "97209", "OR", "Oregon", "US", "+1 503-555-0121", "USPS Priority Mail", 1, {}),
 # PO box by a courier that takes none
 (1004, "Hank Dorrity", "", "PO Box 412", "", "Bend", "97709", "OR", "Oregon", "US", "+1 541-555-0107", "UPS Ground", 1, {}),
 (1005, "Renée Thibodeaux", "", "3015 Magazine St", "", "New Orleans", "70115", "LA", "Louisiana", "US", "+1 504-555-0188", "UPS Ground", 3, {}),
 # a unit is announced and not given
 (1006, "Jordan Applewhite", "", "2100 N Lincoln Park W", "Apt", "Chicago", "60614", "IL", "Illinois", "US", "+1 312-555-0146", "USPS Priority Mail", 1, {}),
 # UTF-8 read as Windows-1252 somewhere on the way
 (1007, "Jonas Brandecker", "", "Leopoldstraße 44", "", "MÃ¼nchen", "80802", "", "", "DE", "+49 89 99998 117", "DHL Paket International", 1, {}),
 (1008, "Walter Okonjo", "", "77 Massachusetts Ave", "", "Cambridge", "'02139", "MA", "Massachusetts", "US", "+1 617-555-0155", "USPS Ground Advantage", 1, {}),
 # state does not fit the ZIP: 75204 is Dallas, Texas
 (1009, "Celeste Moorehouse", "", "3300 McKinney Ave", "", "Dallas", "75204", "TN", "Tennessee", "US", "+1 214-555-0173", "UPS Ground", 2, {}),
 (1010, "Tobias Grünwald", "", "Schönhauser Allee 112", "", "Berlin", "10437", "", "", "DE", "+49 30 23125 042", "DHL Paket International", 1, {}),
 # postcode in the city cell
 (1011, "Amélie Rousselin", "", "18 rue des Martyrs", "", "75009 Paris", "", "", "", "FR", "+33 1 99 00 12 34", "DHL Paket International", 1, {}),
 # no house number where streets have them
 (1012, "Katrin Hohlbach", "", "Eppendorfer Landstraße", "", "Hamburg", "20249", "", "", "DE", "+49 40 66969 118", "DHL Paket International", 1, {}),
 (1013, "Graham Pettifer", "", "14 Marchmont Road", "Flat 2F1", "Edinburgh", "EH9 1HZ", "SCT", "Scotland", "GB", "+44 131 496 0183", "Royal Mail Tracked", 2, {}),
 # an e-mail in the second address line
 (1014, "Lucy Abernathie", "", "905 E Pike St", "lucy.abernathie@example.com", "Seattle", "98122", "WA", "Washington", "US", "+1 206-555-0160", "USPS Priority Mail", 1, {}),
 # courier express abroad without a phone
 (1015, "Haruto Minazuki", "", "2-14-5 Kitazawa", "", "Setagaya-ku", "155-0031", "JP-13", "Tokyo", "JP", "", "DHL Express Worldwide", 1, {}),
 (1016, "Siobhán Kerrisk", "", "22 Dawson Street", "", "Dublin 2", "D02 X285", "D", "Dublin", "IE", "+353 20 910 1234", "DHL Express Worldwide", 1, {}),
 # DHL locker by UPS
 (1017, "Svenja Torfhaus", "", "Packstation 145", "31415926", "Köln", "50667", "", "", "DE", "+49 221 4710 119", "UPS Standard", 1, {}),
 # DHL locker without the customer's Postnummer
 (1018, "Malte Riedesel", "", "Packstation 112", "", "Leipzig", "04109", "", "", "DE", "+49 171 3920066", "DHL Paket International", 1, {}),
 (1019, "Bea Halloran", "Halloran & Finch Ceramics", "1201 S Congress Ave", "", "Austin", "78704", "TX", "Texas", "US", "+1 512-555-0139", "UPS Ground", 2, {}),
 # military address by a courier
 (1020, "Cpl. Dale Winsett", "", "PSC 473 Box 1287", "", "FPO", "96349", "AP", "Armed Forces Pacific", "US", "+1 202-555-0119", "FedEx International Priority", 1, {}),
 # placeholder
 (1021, "Test Tester", "", "test", "", "New York", "10001", "NY", "New York", "US", "+1 212-555-0100", "USPS Ground Advantage", 1, {}),
 (1022, "Nadia Kowalczuk", "", "350 5th Ave", "Fl 21", "New York", "10118", "NY", "New York", "US", "+1 212-555-0177", "UPS Ground", 1, {}),
 # the same order twice by one person
 (1023, "Ethan Vanterpool", "", "4242 Roosevelt Way NE", "", "Seattle", "98105", "WA", "Washington", "US", "+1 206-555-0182", "USPS Priority Mail", 1, {"goods": 4, "at": "2026-11-19 18:02:11 -0500"}),
 (1024, "Ethan Vanterpool", "", "4242 Roosevelt Way NE", "", "Seattle", "98105", "WA", "Washington", "US", "+1 206-555-0182", "USPS Priority Mail", 1, {"goods": 4, "at": "2026-11-19 18:04:37 -0500"}),
 # a gift card: nothing to ship
 (1025, "Ines Carrick", "", "", "", "", "", "", "", "", "", "", 1, {"digital": True}),
 (1026, "Paul Ostrander", "", "812 Grand Ave", "", "Saint Paul", "55105", "MN", "Minnesota", "US", "+1 651-555-0125", "USPS Ground Advantage", 1, {"cancelled": True}),
 (1027, "Wendy Achterberg", "", "5600 Fishers Ln", "", "Rockville", "20852", "MD", "Maryland", "US", "+1 301-555-0151", "USPS Ground Advantage", 1, {"fulfilled": True}),
 # a name no courier can ask for
 (1028, "J", "", "1600 Arch St", "", "Philadelphia", "19103", "PA", "Pennsylvania", "US", "+1 215-555-0168", "UPS Ground", 1, {}),
 # longer than the label of UPS takes
 (1029, "Fiona Darkwood", "", "2450 North Shoreline Boulevard Building Seventeen East Wing 4", "", "Mountain View", "94043", "CA", "California", "US", "+1 650-555-0143", "UPS Ground", 1, {}),
 (1030, "Marco Santarelli", "", "510 Queen St W", "", "Toronto", "M5V 2B3", "ON", "Ontario", "CA", "+1 416-555-0164", "USPS Priority Mail International", 2, {}),
 (1031, "Geneviève Lafrenière", "", "4101 rue Saint-Denis", "App. 6", "Montréal", "H2W 2M7", "QC", "Quebec", "CA", "+1 514-555-0116", "USPS Priority Mail International", 1, {}),
 (1032, "Rohan Thackeray", "", "27 Camden High Street", "", "London", "NW1 7JE", "ENG", "England", "GB", "+44 20 7946 0321", "Royal Mail Tracked", 1, {}),
 (1033, "Lachlan Burridge", "", "88 Smith Street", "", "Collingwood", "3066", "VIC", "Victoria", "AU", "+61 3 7010 1234", "USPS Priority Mail International", 1, {}),
 (1034, "Femke van der Wijk", "", "Prinsengracht 263", "", "Amsterdam", "1016 GV", "", "", "NL", "+31 20 555 0142", "DHL Parcel Connect", 1, {}),
 # Brazil: customs wants the CPF (a note carries it in neither column)
 (1035, "Thiago Albuquerque Prado", "", "Rua Augusta, 1508", "Consolação", "São Paulo", "01304-001", "SP", "São Paulo", "BR", "+55 11 5550 1876", "USPS Priority Mail International", 1, {}),
 (1036, "Delphine Charvet", "", "9 place Bellecour", "", "Lyon", "69002", "", "", "FR", "+33 4 65 71 45 67", "DHL Parcel Connect", 2, {}),
 (1037, "Harriet Longbottom", "", "61 Park Street", "", "Bristol", "BS1 5NU", "ENG", "England", "GB", "+44 117 496 0127", "Royal Mail Tracked", 1, {}),
 (1038, "Carlos Iturbide", "", "1855 Blake St", "", "Denver", "80202", "CO", "Colorado", "US", "+1 303-555-0190", "USPS Ground Advantage", 1, {}),
 (1039, "Agnes Whitcombe", "", "120 Peachtree St NW", "", "Atlanta", "30303", "GA", "Georgia", "US", "+1 404-555-0138", "USPS Ground Advantage", 2, {}),
 (1040, "Noor Al-Hamdan", "", "2000 E Camelback Rd", "Suite 110", "Phoenix", "85016", "AZ", "Arizona", "US", "+1 602-555-0175", "UPS Ground", 1, {}),
 (1041, "Stella Brinkerhoff", "", "600 S Tryon St", "", "Charlotte", "28202", "NC", "North Carolina", "US", "+1 704-555-0157", "USPS Ground Advantage", 1, {"note": "Please leave with\nthe front desk"}),
 (1042, "Victor Halvorsen", "", "701 Congress St", "", "Portland", "'04102", "ME", "Maine", "US", "+1 207-555-0111", "USPS Ground Advantage", 1, {}),
]


def shopify():
    out = [SHOPIFY]
    for i, (no, name, company, a1, a2, city, zip_, prov, prov_name, country, phone, method, items, more) in enumerate(S):
        first, _, last = name.lower().replace("cpl. ", "").partition(" ")
        plain = str.maketrans("éèêëüöäáàíóâçß", "eeeeuoaaaioacs")
        email = f"{first}.{last.replace(' ', '')}@example.com".translate(plain) if last else f"{first}@example.com"
        at = more.get("at", f"2026-11-{18 + i % 4:02} {8 + i % 11:02}:{(i * 7) % 60:02}:{(i * 13) % 60:02} -0500")
        goods = [GOODS[(more.get("goods", i) + k) % len(GOODS)] for k in range(items)]
        if more.get("digital"):
            goods = [("Gift Card - $50", "GIFT-50", "50.00")]
        subtotal = sum(float(g[2]) for g in goods)
        post = 0.0 if subtotal >= 100 or not method else 6.95 if country == "US" else 24.5
        # Shopify puts an apostrophe before a ZIP of digits only; a file that went through Excel has lost it
        street = f"{a1}, {a2}" if a2 else a1
        here = {"Billing Name": name, "Billing Street": street, "Billing Address1": a1, "Billing Address2": a2,
                "Billing Company": company, "Billing City": city, "Billing Zip": zip_, "Billing Province": prov,
                "Billing Country": country, "Billing Phone": phone, "Shipping Name": name,
                "Shipping Street": street, "Shipping Address1": a1, "Shipping Address2": a2,
                "Shipping Company": company, "Shipping City": city, "Shipping Zip": zip_,
                "Shipping Province": prov, "Shipping Country": country, "Shipping Phone": phone,
                "Billing Province Name": prov_name, "Shipping Province Name": prov_name}
        if more.get("digital"):
            here = {"Billing Name": name}
        done = bool(more.get("fulfilled"))
        ship = "false" if more.get("digital") else "true"
        row = dict.fromkeys(SHOPIFY, "")
        row.update({"Name": f"#{no}", "Email": email, "Financial Status": "refunded" if more.get("cancelled") else "paid",
                    "Paid at": at, "Fulfillment Status": "fulfilled" if done else "unfulfilled",
                    "Fulfilled at": "2026-11-21 16:20:00 -0500" if done else "",
                    "Accepts Marketing": "no", "Currency": "USD", "Subtotal": f"{subtotal:.2f}",
                    "Shipping": f"{post:.2f}", "Taxes": "0.00", "Total": f"{subtotal + post:.2f}",
                    "Discount Amount": "0.00", "Shipping Method": method, "Created at": at,
                    "Notes": more.get("note", ""),
                    "Cancelled at": "2026-11-20 09:15:00 -0500" if more.get("cancelled") else "",
                    "Payment Method": "Shopify Payments", "Payment Reference": f"c70000{no}.1",
                    "Refunded Amount": f"{subtotal + post:.2f}" if more.get("cancelled") else "0.00",
                    "Outstanding Balance": "0.00", "Id": f"620100000{no}", "Risk Level": "Low", "Source": "web",
                    "Payment ID": f"c70000{no}.1", "Payment References": f"c70000{no}.1"}, **here)
        for k, (title, sku, price) in enumerate(goods):
            if k:
                row = dict.fromkeys(SHOPIFY, "")
                row.update({"Name": f"#{no}", "Email": email, "Created at": at})
            row.update({"Lineitem quantity": "1", "Lineitem name": title, "Lineitem price": price, "Lineitem sku": sku,
                        "Lineitem requires shipping": ship, "Lineitem taxable": "true" if ship == "true" else "false",
                        "Lineitem fulfillment status": "fulfilled" if done else "pending",
                        "Vendor": "Linden Goods", "Lineitem discount": "0.00"})
            out.append([row[c] for c in SHOPIFY])
    write("shopify_orders.csv", table(out))


WOO = ("order_id,order_number,order_date,paid_date,status,shipping_total,shipping_tax_total,fee_total,fee_tax_total,"
       "tax_total,cart_discount,order_discount,discount_total,order_total,order_subtotal,order_currency,payment_method,"
       "payment_method_title,transaction_id,customer_ip_address,customer_user_agent,shipping_method,customer_id,"
       "customer_user,customer_email,billing_first_name,billing_last_name,billing_company,billing_email,billing_phone,"
       "billing_address_1,billing_address_2,billing_postcode,billing_city,billing_state,billing_country,"
       "shipping_first_name,shipping_last_name,shipping_company,shipping_phone,shipping_address_1,shipping_address_2,"
       "shipping_postcode,shipping_city,shipping_state,shipping_country,customer_note,wt_import_key,shipping_items,"
       "fee_items,tax_items,coupon_items,refund_items,order_notes,download_permissions,meta:wpml_language,"
       "line_item_1,line_item_2,line_item_3").split(",")


def woocommerce():
    orders = [
        ("Isla", "Penhaligon", "12 Fore Street", "", "TR1 2DP", "Truro", "Cornwall", "GB", "01632 960112", "Royal Mail Tracked 48", "processing", ""),
        # the postcode is not one: O for 0
        ("Callum", "Draycott", "45 Whiteladies Road", "", "BS8 2LSX", "Bristol", "", "GB", "01632 960145", "Royal Mail Tracked 48", "processing", ""),
        ("Orla", "Fennimore", "8 Eyre Square", "", "H91 FX2K", "Galway", "G", "IE", "+353 20 910 2233", "An Post International", "processing", "Leave with neighbour at no. 9"),
        # city and county missing
        ("Dev", "Ramanathan", "210 Narborough Road", "", "LE3 0EE", "", "", "GB", "01632 960178", "DPD Next Day", "processing", ""),
        ("Bettina", "Sauerwein", "Karl-Liebknecht-Straße 29", "", "10178", "Berlin", "DE-BE", "DE", "030 23125 188", "DPD Classic", "processing", ""),
        # nothing but a name for a street
        ("Gwen", "Tregarthen", "asdf", "", "PL1 1AE", "Plymouth", "Devon", "GB", "", "DPD Next Day", "processing", ""),
        ("Alastair", "Crombie", "3 Union Street", "Flat 1/2", "G1 3QW", "Glasgow", "", "GB", "0141 496 0155", "Royal Mail Tracked 48", "completed", ""),
        # phone of too few digits
        ("Mireille", "Castaing", "27 cours Mirabeau", "", "13100", "Aix-en-Provence", "", "FR", "046", "DPD Classic", "processing", ""),
        ("Poppy", "Wainscott", "", "", "", "", "", "GB", "01632 960133", "Local pickup", "on-hold", ""),
        ("Rhys", "Llewhellin", "19 Castle Arcade", "", "CF10 1BU", "Cardiff", "", "GB", "029 2018 0144", "Royal Mail Tracked 48", "cancelled", ""),
    ]
    out = [WOO]
    for i, (first, last, a1, a2, pc, city, state, country, phone, method, status, note) in enumerate(orders):
        r = dict.fromkeys(WOO, "")
        no, mail = 5201 + i, f"{first}.{last}@example.com".lower()
        total = 28 + 7.5 * i
        r.update(order_id=str(no), order_number=str(no), order_date=f"2026-11-{19 + i % 3} {9 + i}:12:44",
                 paid_date=f"2026-11-{19 + i % 3} {9 + i}:13:02", status=status, shipping_total="4.50",
                 order_total=f"{total + 4.5:.2f}", order_subtotal=f"{total:.2f}", order_currency="GBP",
                 payment_method="stripe", payment_method_title="Card", shipping_method=method, customer_email=mail,
                 billing_first_name=first, billing_last_name=last, billing_email=mail, billing_phone=phone,
                 billing_address_1=a1, billing_address_2=a2, billing_postcode=pc, billing_city=city,
                 billing_state=state, billing_country=country, shipping_first_name=first, shipping_last_name=last,
                 shipping_address_1=a1, shipping_address_2=a2, shipping_postcode=pc, shipping_city=city,
                 shipping_state=state, shipping_country=country, customer_note=note, wt_import_key=str(no),
                 line_item_1=f"name:Botanical Print|product_id:{80 + i}|sku:PRT-{80 + i}|quantity:1|total:{total:.2f}")
        out.append([r[c] for c in WOO])
    write("woocommerce_orders.csv", table(out))


def amazon():
    head = ("order-id order-item-id purchase-date payments-date reporting-date promise-date days-past-promise "
            "buyer-email buyer-phone-number sku product-name quantity-purchased quantity-shipped quantity-to-ship "
            "ship-service-level recipient-name ship-address-1 ship-address-2 ship-address-3 ship-city ship-state "
            "ship-postal-code ship-country is-business-order purchase-order-number price-designation is-prime").split()
    orders = [
        ("José Villaseñor", "1812 Cesar Chavez Ave", "", "Los Angeles", "CA", "90033", "US", "Standard", 1),
        ("Margot Ellingsworth", "40 Beacon St", "Apt 5B", "Boston", "MA", "02108", "US", "Standard", 2),
        # the unit is announced and not given
        ("Desmond Achebe-Cole", "725 Ponce de Leon Ave NE", "Suite #", "Atlanta", "GA", "30306", "US", "Expedited", 1),
        ("Thérèse Dufault", "55 Elm St", "", "Montpelier", "Vermont", "05602", "US", "Standard", 1),
        # city and state swapped
        ("Gil Hathersage", "1300 Nicollet Mall", "", "MN", "Minneapolis", "55403", "US", "Standard", 1),
        ("Luz Ocampo", "PO Box 1180", "", "Taos", "NM", "87571", "US", "Standard", 1),
        # a ZIP of four digits
        ("Brynn Castlebury", "88 Farmington Ave", "", "Hartford", "CT", "6105", "US", "Second Day", 1),
        ('Al "Red" Hostetler', "219 W Main St", "", "Lancaster", "PA", "17603", "US", "Standard", 1),
    ]
    lines = ["\t".join(head)]
    for i, (name, a1, a2, city, state, pc, country, level, items) in enumerate(orders):
        for k in range(items):
            title, sku, _ = GOODS[(i + k) % len(GOODS)]
            day, area = 17 + i % 4, (213, 617, 404, 802, 612, 505, 860, 717)[i]
            lines.append("\t".join([
                f"114-55500{i:02}-77000{i:02}", f"620110000{i:03}{k:02}", f"2026-11-{day}T15:04:11+00:00",
                f"2026-11-{day}T15:34:11+00:00", "2026-11-21T06:30:00+00:00", f"2026-11-{day + 6}T06:59:59+00:00", "-2",
                f"buyer{i:02}@marketplace.example", f"+1 {area}-555-01{20 + i}", sku, title, "1", "0", "1", level, name, a1, a2,
                "", city, state, pc, country, "false", "", "", "false"]))
    write("amazon_unshipped.txt", "\r\n".join(lines) + "\r\n", "cp1252")


def etsy():
    head = ("Sale Date,Item Name,Buyer,Quantity,Price,Coupon Code,Coupon Details,Discount Amount,Shipping Discount,"
            "Order Shipping,Order Sales Tax,Item Total,Currency,Transaction ID,Listing ID,Date Paid,Date Shipped,"
            "Ship Name,Ship Address1,Ship Address2,Ship City,Ship State,Ship Zipcode,Ship Country,Order ID,Variations,"
            "Order Type,Listings Type,Payment Type,InPerson Discount,InPerson Location,VAT Paid by Buyer,SKU").split(",")
    orders = [
        ("Odile Marchbanks", "1120 Montana Ave", "", "Santa Monica", "CA", "90403", "United States", 2, ""),
        # no street at all
        ("Clem Faraday", "", "", "Asheville", "NC", "28801", "United States", 1, ""),
        ("Pernille Skovgaard", "Vesterbrogade 62", "2. tv", "København V", "", "1620", "Denmark", 1, ""),
        # country and postcode do not fit: M4L is Toronto
        ("Ginger Rosenthal-Hume", "1842 Queen St E", "", "Toronto", "ON", "M4L 1G9", "United States", 1, ""),
        ("Sylvie Aurand", "31 rue du Vieux-Marché", "", "Strasbourg", "", "67000", "France", 1, ""),
        ("Tamsin Yarrow", "14 Northgate", "", "Chichester", "West Sussex", "PO19 1BA", "United Kingdom", 1, "11/20/26"),
        # a phone number where the flat should be
        ("Beau Larkspur", "2901 Bellevue Ave", "call 206-555-0147", "Everett", "WA", "98201", "United States", 1, ""),
        ("Ilse Dorn", "Maximilianstraße 5", "", "Augsburg", "", "86150", "Germany", 1, ""),
    ]
    lines = [",".join(f'"{h}"' if " " in h else h for h in head)]
    for i, (name, a1, a2, city, state, pc, country, items, shipped) in enumerate(orders):
        for k in range(items):
            r = dict.fromkeys(head, "")
            price = f"{18 + 4 * i}.00"
            r.update({"Sale Date": f"11/{18 + i % 3}/26", "Item Name": ["Pressed Fern Print", "Brass Bookmark, Engraved"][k],
                      "Buyer": name, "Quantity": "1", "Price": price, "Discount Amount": "0.00",
                      "Shipping Discount": "0.00", "Order Shipping": "5.50", "Order Sales Tax": "0.00",
                      "Item Total": price, "Currency": "USD", "Transaction ID": f"40000010{i}{k}",
                      "Listing ID": f"14000010{k}", "Date Paid": f"11/{18 + i % 3}/26", "Date Shipped": shipped,
                      "Ship Name": name, "Ship Address1": a1, "Ship Address2": a2, "Ship City": city,
                      "Ship State": state, "Ship Zipcode": pc, "Ship Country": country, "Order ID": f"38120000{i:02}",
                      "Order Type": "online", "Listings Type": "listing", "Payment Type": "online_cc", "SKU": f"FERN-{k}"})
            lines.append(table([[r[h] for h in head]])[:-1])
    write("etsy_sold_order_items.csv", "\n".join(lines) + "\n")


def ebay():
    head = ("Sales Record Number,Order Number,Buyer Username,Buyer Name,Buyer Email,Buyer Note,Buyer Address 1,"
            "Buyer Address 2,Buyer City,Buyer State,Buyer Zip,Buyer Country,Ship To Name,Ship To Phone,"
            "Ship To Address 1,Ship To Address 2,Ship To City,Ship To State,Ship To Zip,Ship To Country,Item Number,"
            "Item Title,Custom Label,Quantity,Sold For,Shipping And Handling,Total Price,Payment Method,Sale Date,"
            "Paid On Date,Ship By Date,Maximum Estimated Delivery Date,Shipped On Date,Shipping Service,"
            "Tracking Number,Click And Collect").split(",")
    orders = [
        ("Roscoe Pendergrass", "612 E Broadway", "", "Columbia", "MO", "65201", "United States", "(573) 555-0131", 1, "", "USPS Ground Advantage"),
        # two items: a summary row carries the address
        ("Yvette Stromberg", "2040 E Lafayette Pl", "Unit 3", "Milwaukee", "WI", "53202", "United States", "(414) 555-0142", 2, "", "USPS Ground Advantage"),
        # the e-mail as a street
        ("Kip Andover", "kip.andover@example.com", "", "Reno", "NV", "89501", "United States", "(775) 555-0153", 1, "", "USPS Ground Advantage"),
        ("Matilda Farquhar", "PO Box 77", "", "Dubois", "WY", "82513", "United States", "(307) 555-0164", 1, "", "FedEx Ground"),
        ("Laurent Quesnel", "6 rue Nationale", "", "Lille", "", "59800", "France", "0", 1, "", "USPS Priority Mail International"),
        ("Hettie Braithwaite", "41 Briggate", "", "Leeds", "West Yorkshire", "LS1 6HD", "United Kingdom", "0113 496 0122", 1, "Nov-20-26", "USPS Priority Mail International"),
    ]
    rows = []
    for i, (name, a1, a2, city, state, pc, country, phone, items, shipped, service) in enumerate(orders):
        price = 19.99 + 10 * i
        whole = {"Sales Record Number": str(7301 + i), "Order Number": f"09-1{i}333-4{i}222",
                 "Buyer Username": f"collector_{i:02}"}
        there = {"Buyer Name": name, "Buyer Email": f"member{i}@example.com", "Buyer Address 1": a1,
                 "Buyer Address 2": a2, "Buyer City": city, "Buyer State": state, "Buyer Zip": pc,
                 "Buyer Country": country, "Ship To Name": name, "Ship To Phone": phone, "Ship To Address 1": a1,
                 "Ship To Address 2": a2, "Ship To City": city, "Ship To State": state, "Ship To Zip": pc,
                 "Ship To Country": country, "Total Price": f"${price * items:.2f}", "Quantity": str(items),
                 "Payment Method": "Other", "Sale Date": "Nov-18-26", "Paid On Date": "Nov-18-26",
                 "Ship By Date": "Nov-24-26", "Shipped On Date": shipped, "Shipping Service": service,
                 "Shipping And Handling": "$5.95", "Click And Collect": "No",
                 "Maximum Estimated Delivery Date": "Nov-30-26"}
        thing = [{"Item Number": f"40540000{i}{k}", "Item Title": f"Vintage Postcard Lot {i}{'AB'[k]}",
                  "Custom Label": f"PC-{i}{k}", "Quantity": "1", "Sold For": f"${price:.2f}"} for k in range(items)]
        if items > 1:
            rows.append({**whole, **there})
            rows += [{**whole, **t} for t in thing]
        else:
            rows.append({**whole, **there, **thing[0]})
    body = table([head] + [[r.get(h, "") for h in head] for r in rows] + [[""] * len(head)], quoting=csv.QUOTE_ALL, end="\r\n")
    write("ebay_orders.csv", f"\r\n{body}\r\n{len(orders)} record(s) downloaded\r\n", "utf-8-sig")


def german():
    rows = [["Bestellnummer", "Bestelldatum", "Vorname", "Nachname", "Firma", "Straße", "Hausnummer", "Adresszusatz",
             "PLZ", "Ort", "Land", "E-Mail", "Telefon", "Versandart", "Gewicht (kg)", "Gesamtpreis", "Währung", "Bemerkung"],
            ["B-3001", "19.11.2026", "Annegret", "Lüdemann", "", "Osterstraße", "87", "", "20259", "Hamburg", "Deutschland", "a.luedemann@example.com", "040 66969 114", "DHL Paket", "1,2", "39,90", "EUR", ""],
            # the leading zero of Dresden is lost
            ["B-3002", "19.11.2026", "Frieder", "Kötzsching", "", "Königsbrücker Straße", "34", "", "1099", "Dresden", "Deutschland", "f.koetzsching@example.com", "0171 3920060", "DHL Paket", "0,8", "24,50", "EUR", ""],
            ["B-3003", "19.11.2026", "Reinhild", "Obermüller", "", "Türkenstraße", "61", "Hinterhaus", "80799", "München", "Deutschland", "r.obermueller@example.com", "089 99998 171", "DHL Paket", "2,4", "71,00", "EUR", "bitte klingeln"],
            # no house number
            ["B-3004", "20.11.2026", "Thorsten", "Weßling", "Weßling Holzbau GmbH", "Industriestraße", "", "", "48155", "Münster", "Deutschland", "buero@example.com", "0171 3920033", "DPD Classic", "8,5", "189,00", "EUR", ""],
            ["B-3005", "20.11.2026", "Leopoldine", "Hainisch", "", "Mariahilfer Straße", "102", "Top 14", "1070", "Wien", "Österreich", "l.hainisch@example.com", "+43 1 5550123", "DHL Paket", "1,1", "44,00", "EUR", ""],
            # a locker, and not by DHL
            ["B-3006", "20.11.2026", "Kevin", "Baumgärtl", "", "Packstation", "133", "27182818", "90402", "Nürnberg", "Deutschland", "k.baumgaertl@example.com", "0171 3920009", "DPD Classic", "0,5", "19,90", "EUR", ""],
            ["B-3007", "20.11.2026", "Urs", "Ämmenegger", "", "Langstrasse", "20", "", "8004", "Zürich", "Schweiz", "u.aemmenegger@example.com", "+41 44 555 01 23", "DHL Paket", "3,0", "98,00", "EUR", ""],
            # postcode of Munich, city of Cologne
            ["B-3008", "21.11.2026", "Jessica", "Pöhlandt", "", "Aachener Straße", "512", "", "80331", "Köln", "Deutschland", "j.poehlandt@example.com", "0221 4710 148", "DHL Paket", "0,9", "33,00", "EUR", ""]]
    write("generic_de.csv", table(rows, ";", "\r\n"), "cp1252")


def japanese():
    rows = [["注文番号", "注文日", "お届け先氏名", "郵便番号", "都道府県", "市区町村", "住所1", "住所2", "電話番号", "メールアドレス", "商品名", "数量", "合計金額", "配送方法", "備考"],
            ["J-8801", "2026/11/19", "水無瀬 晴子", "150-0001", "東京都", "渋谷区", "神宮前3-25-18", "コーポ欅 203号室", "03-5550-0121", "minase@example.com", "湯呑み 青", "1", "3,200", "ヤマト運輸 宅急便", ""],
            ["J-8802", "2026/11/19", "鷹取 修一", "530-0001", "大阪府", "大阪市北区", "梅田2-4-9", "", "06-5550-0134", "takatori@example.com", "木のまな板", "1", "6,400", "ヤマト運輸 宅急便", ""],
            # the postcode has a digit too few
            ["J-8803", "2026/11/19", "美濃部 あかり", "604-801", "京都府", "京都市中京区", "河原町通三条下る大黒町44", "", "075-555-0147", "minobe@example.com", "湯呑み 青", "2", "6,400", "ゆうパック", ""],
            # no block number
            ["J-8804", "2026/11/20", "不破 大輔", "810-0001", "福岡県", "福岡市中央区", "天神", "", "092-555-0153", "fuwa@example.com", "麻のエプロン", "1", "4,800", "佐川急便", "午前中希望"],
            ["J-8805", "2026/11/20", "小手毬 夏実", "060-0061", "北海道", "札幌市中央区", "南一条西5-7", "大通ビル 4階", "011-555-0166", "kodemari@example.com", "蜜蝋キャンドル", "3", "9,750", "ゆうパック", ""],
            # postcode of Nagoya, prefecture of Hiroshima
            ["J-8806", "2026/11/20", "久我山 亮", "460-0008", "広島県", "広島市中区", "紙屋町1-2-22", "", "082-555-0178", "kugayama@example.com", "木のまな板", "1", "6,400", "ヤマト運輸 宅急便", ""],
            ["J-8807", "2026/11/21", "真壁 千代", "231-0023", "神奈川県", "横浜市中区", "山下町82-3", "メゾン港 501", "045-555-0189", "makabe@example.com", "ウール毛布", "1", "12,800", "佐川急便", ""]]
    write("generic_ja.csv", table(rows, ",", "\r\n"), "shift_jis")


def choices():
    """Shipping choices from Germany: the same parcel to Brazil with and without a CPF (made up, its
    check digits right), a Packstation by courier, a dear order that nobody can trace."""
    rows = [["Order", "Name", "Address 1", "City", "State", "Postcode", "Country", "Phone", "Email",
             "Shipping Method", "Tax ID", "Item", "Quantity", "Total", "Currency"]]
    brazil = ["Rua Augusta 1200, Apto 31", "São Paulo", "SP", "01304-001", "BR", "+55 11 90000 0142"]
    rows.append(["1", "Marina Exemplo", *brazil, "marina@example.com", "DHL Paket International", "",
                 "Cotton T-shirt", "1", "45.00", "EUR"])
    rows.append(["2", "Tomás Exemplo", *brazil, "tomas@example.com", "DHL Paket International",
                 "111.444.777-35", "Cotton T-shirt", "1", "45.00", "EUR"])
    rows.append(["3", "Max Beispiel", "Packstation 145, 12345678", "Bonn", "", "53113", "DE",
                 "+49 228 555010", "max@example.org", "UPS Standard", "", "Mug", "2", "24.00", "EUR"])
    rows.append(["4", "Erika Beispiel", "Lindengasse 4", "Wien", "", "1070", "AT", "+43 1 5550111",
                 "erika@example.org", "Warenpost International", "", "Camera", "1", "400.00", "EUR"])
    write("choices_from_germany.csv", table(rows))


def tiktok():
    head = ("Order ID,Order Status,Order Substatus,Cancelation/Return Type,Normal or Pre-order,SKU ID,Seller SKU,"
            "Product Name,Variation,Quantity,Sku Quantity of return,SKU Unit Original Price,"
            "SKU Subtotal Before Discount,SKU Platform Discount,SKU Seller Discount,SKU Subtotal After Discount,"
            "Shipping Fee After Discount,Original Shipping Fee,Shipping Fee Seller Discount,"
            "Shipping Fee Platform Discount,Taxes,Small Order Fee,Order Amount,Order Refund Amount,Created Time,"
            "Paid Time,RTS Time,Shipped Time,Delivered Time,Cancelled Time,Cancel By,Cancel Reason,Fulfillment Type,"
            "Warehouse Name,Tracking ID,Delivery Option,Shipping Provider Name,Buyer Message,Buyer Username,Recipient,"
            "Phone #,Zipcode,Country,State,County,City,Districts,Villages,Detail Address,"
            "Additional address information,Payment Method,Weight(kg),Product Category,Package ID,Seller Note,"
            "Checked Status,Checked Marked by").split(",")
    explain = {"Order ID": "Platform unique order ID.", "Order Status": "Order status", "Quantity": "SKU sold quantity",
               "Zipcode": "Zipcode of the recipient", "Order Amount": "Amount paid by the buyer"}
    orders = [
        ("To ship", "Skye Ramsbottom", "(480) 555-0121", "85251", "Arizona", "Maricopa", "Scottsdale", "7014 E Camelback Rd", "Unit 2"),
        ("To ship", "Dre Wintersgill", "(702) 555-0133", "89101", "Nevada", "Clark", "Las Vegas", "300 Fremont St", ""),
        # the house alone, without a street
        ("To ship", "Kayla Munstead", "(313) 555-0145", "48226", "Michigan", "Wayne", "Detroit", "1114", ""),
        # a lost zero
        ("To ship", "Theo Pascarella", "(201) 555-0156", "7302", "New Jersey", "Hudson", "Jersey City", "160 Newark Ave", "Apt 4R"),
        ("Shipped", "Marisol Yanez", "(210) 555-0167", "78205", "Texas", "Bexar", "San Antonio", "110 Broadway St", ""),
        ("Canceled", "Cody Brandywine", "(615) 555-0178", "37203", "Tennessee", "Davidson", "Nashville", "1200 Broadway", ""),
        # state of another ZIP
        ("To ship", "Annika Stoltz", "(303) 555-0189", "80205", "Utah", "Denver", "Denver", "2700 Larimer St", ""),
    ]
    rows = [head, [explain.get(h, "") for h in head]]
    for i, (status, name, phone, pc, state, county, city, a1, a2) in enumerate(orders):
        r = dict.fromkeys(head, "")
        at = f"11/{18 + i % 3}/2026 0{1 + i}:15:30 PM\t"
        r.update({"Order ID": f"57691234567890{2000 + i}\t", "Order Status": status,
                  "Order Substatus": {"To ship": "Awaiting shipment", "Shipped": "In transit"}.get(status, "Canceled"),
                  "Normal or Pre-order": "Normal", "SKU ID": f"17294000001000{i:02}\t", "Seller SKU": f"TEE-{i:02}",
                  "Product Name": "Desert Moon Tee", "Variation": "Black, M", "Quantity": "1",
                  "Sku Quantity of return": "0", "SKU Unit Original Price": "$22.99", "SKU Subtotal Before Discount": "$22.99",
                  "SKU Subtotal After Discount": "$22.99", "Taxes": "$1.98", "Order Amount": "$24.97",
                  "Created Time": at, "Paid Time": at, "Shipped Time": at if status == "Shipped" else "",
                  "Cancelled Time": at if status == "Canceled" else "", "Fulfillment Type": "Fulfillment by seller",
                  "Delivery Option": "Standard shipping", "Shipping Provider Name": "USPS", "Buyer Username": f"shopper{i:02}",
                  "Recipient": name, "Phone #": phone, "Zipcode": pc, "Country": "United States", "State": state,
                  "County": county, "City": city, "Detail Address": a1, "Additional address information": a2,
                  "Payment Method": "Card", "Weight(kg)": "0.2", "Product Category": "Tops"})
        rows.append([r[h] for h in head])
    write("tiktok_orders.csv", table(rows, end="\r\n"), "utf-8-sig")


for make in (shopify, woocommerce, amazon, etsy, ebay, german, japanese, tiktok, choices):
    make()
