//! Blocks of a file handed to every core, results taken back in the order of the file.

use std::io::Read;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use rayon::prelude::*;

use crate::input::block::{Block, BlockReader};
use crate::input::{InputError, Table};

/// Runs `work` over every block of a table on `threads` cores and `commit` on the results, one
/// after the other, in the order of the blocks.
///
/// # Errors
/// The first error of the reader or of `commit`, in the order of the blocks.
pub fn for_each<R: Send, E: Send>(
    table: &Table,
    threads: usize,
    work: &(dyn Fn(&Block) -> R + Sync),
    commit: &mut (dyn FnMut(R, usize) -> Result<(), E> + Send),
    input_error: fn(InputError) -> E,
) -> Result<(), E> {
    let reader = table.blocks().map_err(input_error)?;
    if threads <= 1 {
        return alone(table, reader, work, commit, input_error);
    }
    let queue = Queue {
        reader: Mutex::new((reader, 0u64)),
        commit: Mutex::new(Commit { next: 0, commit, error: None }),
        turn: Condvar::new(),
        stopped: AtomicBool::new(false),
    };
    let worker = || {
        let mut block = Block::default();
        loop {
            let ticket = {
                let mut reader = lock(&queue.reader);
                if queue.stopped.load(Ordering::Relaxed) {
                    return;
                }
                let (blocks, next) = &mut *reader;
                let ticket = *next;
                *next += 1;
                match blocks.next(&mut block) {
                    Ok(true) => ticket,
                    Ok(false) => {
                        queue.stopped.store(true, Ordering::Relaxed);
                        return;
                    }
                    Err(e) => {
                        queue.stopped.store(true, Ordering::Relaxed);
                        drop(reader);
                        queue.fail(ticket, input_error(InputError::io(table.name(), "read the file", &e)));
                        return;
                    }
                }
            };
            let result = work(&block);
            if !queue.commit(ticket, result, block.bytes().len()) {
                return;
            }
        }
    };
    // one task per thread: they wait for one another, so none may be queued behind another
    match pool(threads) {
        Some(pool) => {
            pool.broadcast(|_| worker());
        }
        None => worker(),
    }
    let state = queue.commit.into_inner().unwrap_or_else(PoisonError::into_inner);
    state.error.map_or(Ok(()), Err)
}

/// So many threads, where there are to be several.
fn pool(threads: usize) -> Option<rayon::ThreadPool> {
    if threads <= 1 {
        return None;
    }
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().ok()
}

/// Sorts on so many threads.
pub fn sort<T: Ord + Send>(threads: usize, items: &mut [T]) {
    match pool(threads) {
        Some(pool) => pool.install(|| items.par_sort_unstable()),
        None => items.sort_unstable(),
    }
}

/// What `work` makes of some items at a time, on so many threads, in their order.
///
/// # Errors
/// The first error of `work`, in the order of the items.
pub fn spread<T: Sync, R: Send, E: Send>(
    threads: usize,
    items: &[T],
    work: &(dyn Fn(&[T]) -> Result<R, E> + Sync),
) -> Result<Vec<R>, E> {
    const AT_ONCE: usize = 256;
    match pool(threads) {
        Some(pool) => pool.install(|| items.par_chunks(AT_ONCE).map(work).collect()),
        None => items.chunks(AT_ONCE).map(work).collect(),
    }
}

fn alone<R, E>(
    table: &Table,
    mut reader: BlockReader<impl Read>,
    work: &(dyn Fn(&Block) -> R + Sync),
    commit: &mut (dyn FnMut(R, usize) -> Result<(), E> + Send),
    input_error: fn(InputError) -> E,
) -> Result<(), E> {
    let mut block = Block::default();
    while reader.next(&mut block).map_err(|e| input_error(InputError::io(table.name(), "read the file", &e)))? {
        let result = work(&block);
        commit(result, block.bytes().len())?;
    }
    Ok(())
}

struct Commit<'c, R, E> {
    next: u64,
    commit: &'c mut (dyn FnMut(R, usize) -> Result<(), E> + Send),
    error: Option<E>,
}

struct Queue<'c, B, R, E> {
    reader: Mutex<(B, u64)>,
    commit: Mutex<Commit<'c, R, E>>,
    turn: Condvar,
    stopped: AtomicBool,
}

impl<'c, B, R, E> Queue<'c, B, R, E> {
    /// Waits for the turn of the ticket and commits; `false` once the run has failed.
    fn commit(&self, ticket: u64, result: R, bytes: usize) -> bool {
        let mut state = self.wait(ticket);
        if state.error.is_none()
            && let Err(e) = (state.commit)(result, bytes)
        {
            state.error = Some(e);
            self.stopped.store(true, Ordering::Relaxed);
        }
        state.next += 1;
        let go_on = state.error.is_none();
        drop(state);
        self.turn.notify_all();
        go_on
    }

    fn fail(&self, ticket: u64, error: E) {
        let mut state = self.wait(ticket);
        state.error.get_or_insert(error);
        state.next += 1;
        drop(state);
        self.turn.notify_all();
    }

    /// A worker that panicked poisons the lock; its panic is reported when the pool is joined.
    fn wait(&self, ticket: u64) -> MutexGuard<'_, Commit<'c, R, E>> {
        self.turn.wait_while(lock(&self.commit), |s| s.next != ticket).unwrap_or_else(PoisonError::into_inner)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
