//! What a function came to for the intervals seen last: a rating has a handful of values, and so has
//! what is made of it.

/// An interval in 64 bits with its flags.
type Of = (i64, i64, u8);

/// Remembers results; each interval has one place where its result may be kept.
pub(crate) struct Memo<T>(Vec<Option<(Of, T)>>);

/// How many places there are, as a power of two.
const BITS: u32 = 6;

impl<T: Clone> Memo<T> {
    /// Remembers nothing yet.
    pub(crate) fn new() -> Memo<T> {
        Memo(vec![None; 1 << BITS])
    }

    /// What was made of an interval before, or is made of it now.
    pub(crate) fn get(&mut self, of: Of, make: impl FnOnce() -> T) -> T {
        let (low, high, bits) = of;
        // Values are often whole, so that the last digits of the millionths say little: all are mixed.
        let mixed = low.cast_unsigned() ^ high.cast_unsigned().rotate_left(32) ^ u64::from(bits);
        let place = mixed.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - BITS);
        let Some(place) = usize::try_from(place)
            .ok()
            .and_then(|place| self.0.get_mut(place))
        else {
            return make(); // there is a place for every number of so many bits
        };
        if let Some((known, is)) = place.as_ref()
            && *known == of
        {
            return is.clone();
        }
        let is = make();
        *place = Some((of, is.clone()));
        is
    }
}
