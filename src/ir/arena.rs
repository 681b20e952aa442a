//! Lists that hand out typed ids, so that an id can only be used where it belongs.

use std::marker::PhantomData;
use std::ops::{Index, IndexMut};

/// An id handed out by an [`Arena`].
pub trait Id: Copy {
    /// The id of the item at a place.
    fn from_index(index: usize) -> Self;
    /// The place of the item.
    fn index(self) -> usize;
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(u32);

        impl Id for $name {
            fn from_index(index: usize) -> Self {
                // Packs are capped far below 2^32 items.
                $name(u32::try_from(index).unwrap_or(u32::MAX))
            }
            fn index(self) -> usize {
                self.0 as usize
            }
        }

        impl $name {
            /// The place of the item in its arena.
            #[must_use]
            pub fn index(self) -> usize {
                Id::index(self)
            }
        }
    )*};
}

ids! {
    /// A record.
    RecordId
    /// A field of any record: stored, computed or a relation.
    FieldId
    /// A param.
    ParamId
    /// A set of named values: a list, an inline choice, bands, options, gates.
    DomainId
    /// A segment, score or strategy.
    RuleId
    /// A view.
    ViewId
    /// A pack at work: the one that is run, or one use of another.
    InstanceId
    /// An expression.
    ExprId
}

/// A list that only grows and whose items are reached by typed ids.
#[derive(Clone, Debug)]
pub struct Arena<I, T> {
    items: Vec<T>,
    ids: PhantomData<I>,
}

impl<I, T> Default for Arena<I, T> {
    fn default() -> Self {
        Arena {
            items: Vec::new(),
            ids: PhantomData,
        }
    }
}

impl<I: Id, T> Arena<I, T> {
    /// Adds an item and hands out its id.
    pub fn push(&mut self, item: T) -> I {
        let id = I::from_index(self.items.len());
        self.items.push(item);
        id
    }

    /// How many items there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// True if there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Every item with its id, in the order added.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (I, &T)> + DoubleEndedIterator {
        self.items
            .iter()
            .enumerate()
            .map(|(index, item)| (I::from_index(index), item))
    }

    /// Every item, in the order added.
    pub fn values(&self) -> std::slice::Iter<'_, T> {
        self.items.iter()
    }

    /// Every id, in the order added.
    pub fn ids(&self) -> impl ExactSizeIterator<Item = I> + DoubleEndedIterator + use<I, T> {
        (0..self.items.len()).map(I::from_index)
    }
}

impl<I: Id, T> Index<I> for Arena<I, T> {
    type Output = T;

    #[allow(clippy::indexing_slicing)] // ids come from `push`, and items are never removed
    fn index(&self, id: I) -> &T {
        &self.items[id.index()]
    }
}

impl<I: Id, T> IndexMut<I> for Arena<I, T> {
    #[allow(clippy::indexing_slicing)] // as above
    fn index_mut(&mut self, id: I) -> &mut T {
        &mut self.items[id.index()]
    }
}
