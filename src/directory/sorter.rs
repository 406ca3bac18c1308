//! Sorts more than fits into memory: runs in temporary files, merged when all is there. The order
//! in which items arrive does not matter to what comes out.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, ErrorKind, Read, Seek, Write};
use std::marker::PhantomData;

/// Runs that are merged at a time.
const RUNS: usize = 64;
/// Bytes read ahead of each run.
const AHEAD: usize = 64 * 1024;

/// What can be sorted: of fixed size in a file.
pub(super) trait Item: Ord + Copy {
    /// Bytes in a file.
    const SIZE: usize;
    /// Writes its bytes.
    fn write(&self, to: &mut Vec<u8>);
    /// Reads them back.
    fn read(from: &[u8]) -> Self;
}

/// Takes items in any order.
pub(super) struct Sorter<T> {
    buffer: Vec<T>,
    most: usize,
    runs: Vec<File>,
}

impl<T: Item> Sorter<T> {
    /// Keeps at most so many bytes of items in memory.
    pub fn new(budget: usize) -> Sorter<T> {
        Sorter { buffer: Vec::new(), most: (budget / size_of::<T>()).max(16), runs: Vec::new() }
    }

    /// Takes an item.
    ///
    /// # Errors
    /// When a temporary file cannot be written.
    pub fn push(&mut self, item: T) -> io::Result<()> {
        if self.buffer.len() == self.most {
            self.spill()?;
        }
        if self.buffer.len() == self.buffer.capacity() {
            let more = self.buffer.capacity().max(1024).min(self.most - self.buffer.len());
            self.buffer.reserve_exact(more);
        }
        self.buffer.push(item);
        Ok(())
    }

    fn spill(&mut self) -> io::Result<()> {
        self.buffer.sort_unstable();
        let run = write_run(self.buffer.iter().map(|item| Ok(*item)))?;
        self.buffer.clear();
        self.runs.push(run);
        if self.runs.len() == RUNS {
            let merged = Merge::<T>::of(std::mem::take(&mut self.runs))?;
            self.runs.push(write_run(merged)?);
        }
        Ok(())
    }

    /// All items, sorted.
    ///
    /// # Errors
    /// When a temporary file cannot be written.
    pub fn finish(mut self) -> io::Result<Sorted<T>> {
        if self.runs.is_empty() {
            self.buffer.sort_unstable();
            return Ok(Sorted::Memory(self.buffer.into_iter()));
        }
        self.spill()?;
        self.buffer = Vec::new();
        Ok(Sorted::Files(Merge::of(self.runs)?))
    }
}

fn write_run<T: Item>(items: impl Iterator<Item = io::Result<T>>) -> io::Result<File> {
    let mut writer = BufWriter::with_capacity(AHEAD, tempfile::tempfile()?);
    let mut bytes = Vec::with_capacity(T::SIZE);
    for item in items {
        bytes.clear();
        item?.write(&mut bytes);
        writer.write_all(&bytes)?;
    }
    writer.into_inner().map_err(|e| e.into_error())
}

/// Sorted items.
pub(super) enum Sorted<T> {
    Memory(std::vec::IntoIter<T>),
    Files(Merge<T>),
}

impl<T: Item> Iterator for Sorted<T> {
    type Item = io::Result<T>;
    fn next(&mut self) -> Option<io::Result<T>> {
        match self {
            Sorted::Memory(items) => items.next().map(Ok),
            Sorted::Files(merge) => merge.next(),
        }
    }
}

/// Several sorted runs as one.
pub(super) struct Merge<T> {
    runs: Vec<Run<T>>,
    heads: BinaryHeap<Reverse<(T, usize)>>,
}

struct Run<T> {
    reader: BufReader<File>,
    bytes: Vec<u8>,
    item: PhantomData<T>,
}

impl<T: Item> Run<T> {
    fn next(&mut self) -> io::Result<Option<T>> {
        match self.reader.read_exact(&mut self.bytes) {
            Ok(()) => Ok(Some(T::read(&self.bytes))),
            Err(e) if e.kind() == ErrorKind::UnexpectedEof => Ok(None),
            Err(e) => Err(e),
        }
    }
}

impl<T: Item> Merge<T> {
    fn of(files: Vec<File>) -> io::Result<Merge<T>> {
        let mut merge = Merge { runs: Vec::new(), heads: BinaryHeap::new() };
        for (at, mut file) in files.into_iter().enumerate() {
            file.rewind()?;
            let reader = BufReader::with_capacity(AHEAD, file);
            let mut run = Run { reader, bytes: vec![0; T::SIZE], item: PhantomData };
            merge.heads.extend(run.next()?.map(|item| Reverse((item, at))));
            merge.runs.push(run);
        }
        Ok(merge)
    }
}

impl<T: Item> Iterator for Merge<T> {
    type Item = io::Result<T>;
    fn next(&mut self) -> Option<io::Result<T>> {
        let mut head = self.heads.peek_mut()?;
        let Reverse((item, run)) = *head;
        match self.runs[run].next() {
            Ok(Some(next)) => *head = Reverse((next, run)),
            Ok(None) => {
                std::collections::binary_heap::PeekMut::pop(head);
            }
            Err(e) => return Some(Err(e)),
        }
        Some(Ok(item))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    impl Item for u32 {
        const SIZE: usize = 4;
        fn write(&self, to: &mut Vec<u8>) {
            to.extend(self.to_le_bytes());
        }
        fn read(from: &[u8]) -> u32 {
            u32::from_le_bytes(from.try_into().expect("four bytes"))
        }
    }

    fn sorted(items: &[u32], budget: usize) -> Vec<u32> {
        let mut sorter = Sorter::new(budget);
        items.iter().for_each(|i| sorter.push(*i).expect("room"));
        sorter.finish().expect("room").map(|i| i.expect("an item")).collect()
    }

    #[test]
    fn more_runs_than_are_merged_at_a_time() {
        let items: Vec<u32> = (0..5_000u32).map(|i| i.wrapping_mul(2_654_435_761)).collect();
        let mut want = items.clone();
        want.sort_unstable();
        assert_eq!(sorted(&items, 64), want);
    }

    proptest! {
        #[test]
        fn sorted_whatever_the_memory(items in proptest::collection::vec(any::<u32>(), 0..300), budget in 64usize..2000) {
            let mut want = items.clone();
            want.sort_unstable();
            prop_assert_eq!(sorted(&items, budget), want);
        }
    }
}
