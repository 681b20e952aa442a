//! Files packed by gzip or zstd, told by their first bytes.

use std::io::{self, Read};

use flate2::read::MultiGzDecoder;

use crate::data::error::DataError;
use crate::diagnostics::Code;

/// How a file is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Packing {
    /// `.gz`
    Gzip,
    /// `.zst`
    Zstd,
}

impl Packing {
    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Packing::Gzip => "gzip",
            Packing::Zstd => "zstd",
        }
    }

    fn of(bytes: &[u8]) -> Option<Packing> {
        if bytes.starts_with(b"\x1f\x8b") {
            Some(Packing::Gzip)
        } else if bytes.starts_with(b"\x28\xb5\x2f\xfd") {
            Some(Packing::Zstd)
        } else {
            None
        }
    }
}

/// A file that grows to this many bytes is let through, however small it was.
const ALWAYS: u64 = 256 << 20;
/// Beyond, it may be so many times as large as it was.
const TIMES: u64 = 100;

/// The bytes as they are, or unpacked.
pub(super) fn unpack(bytes: Vec<u8>) -> Result<(Vec<u8>, Option<Packing>), DataError> {
    let Some(packing) = Packing::of(&bytes) else {
        return Ok((bytes, None));
    };
    let limit = ALWAYS.max((bytes.len() as u64).saturating_mul(TIMES));
    let unpacked = match packing {
        Packing::Gzip => read_to_limit(MultiGzDecoder::new(bytes.as_slice()), limit),
        Packing::Zstd => {
            zstd::Decoder::new(bytes.as_slice()).and_then(|decoder| read_to_limit(decoder, limit))
        }
    };
    match unpacked {
        Ok(Some(unpacked)) => Ok((unpacked, Some(packing))),
        Ok(None) => Err(too_large(bytes.len() as u64, limit)),
        Err(error) => Err(damaged(packing, &error)),
    }
}

/// Refuses what grows beyond what a table may.
pub(super) fn within_limit(packed: u64, unpacked: u64) -> Result<(), DataError> {
    let limit = ALWAYS.max(packed.saturating_mul(TIMES));
    if unpacked <= limit {
        Ok(())
    } else {
        Err(too_large(packed, limit))
    }
}

/// Everything, or nothing if it is more than the limit.
fn read_to_limit(reader: impl Read, limit: u64) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    reader.take(limit + 1).read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= limit).then_some(bytes))
}

fn too_large(packed: u64, limit: u64) -> DataError {
    let message = format!("{packed} bytes unpack to more than {limit}: this is hardly a table");
    DataError::new(Code::E360, message)
        .help("unpack it and look at it; give the unpacked file if it is one")
}

fn damaged(packing: Packing, error: &io::Error) -> DataError {
    let name = packing.name();
    let message = if error.kind() == io::ErrorKind::UnexpectedEof {
        format!("the file ends in the middle of its {name} data: it is cut off")
    } else {
        format!("the {name} data is damaged: {error}")
    };
    DataError::new(Code::E364, message).help("fetch the file again; nothing of it was used")
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic
    )]
    use std::io::Write;

    use super::*;

    pub(in crate::data) fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn packed_bytes_come_back() {
        let text = b"name,need\nAcme,5\n".repeat(1000);
        assert_eq!(unpack(text.clone()).unwrap(), (text.clone(), None));
        assert_eq!(
            unpack(gzip(&text)).unwrap(),
            (text.clone(), Some(Packing::Gzip))
        );
        let zstd = zstd::encode_all(text.as_slice(), 1).unwrap();
        assert_eq!(unpack(zstd).unwrap(), (text.clone(), Some(Packing::Zstd)));
        // Parts packed one by one and put together.
        let parts = [gzip(&text), gzip(b"Beta,4\n")].concat();
        assert_eq!(
            unpack(parts).unwrap().0,
            [text.as_slice(), b"Beta,4\n"].concat()
        );
    }

    #[test]
    fn what_is_cut_off_or_damaged_is_refused() {
        let text: Vec<u8> = (0..20_000_u32)
            .flat_map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes())
            .collect();
        for packed in [gzip(&text), zstd::encode_all(text.as_slice(), 1).unwrap()] {
            for length in [packed.len() / 2, packed.len() - 1, 12] {
                let unpacked = unpack(packed[..length].to_vec());
                assert!(
                    unpacked.is_err_and(|error| error.code == Code::E364),
                    "{length}"
                );
            }
        }
        // Only gzip always carries a sum of its bytes.
        let mut damaged = gzip(&text);
        let middle = damaged.len() / 2;
        damaged[middle..middle + 64].fill(0x55);
        assert!(unpack(damaged).is_err_and(|error| error.code == Code::E364));
    }

    #[test]
    fn what_grows_without_end_is_stopped() {
        let zeros = vec![0; 1 << 20];
        assert_eq!(
            read_to_limit(zeros.as_slice(), 1 << 20)
                .unwrap()
                .unwrap()
                .len(),
            1 << 20
        );
        assert_eq!(read_to_limit(io::repeat(0), 1 << 20).unwrap(), None);
        // 300 MiB of zeros in a few thousand bytes.
        let mut bomb = Vec::new();
        let mut encoder = zstd::Encoder::new(&mut bomb, 1).unwrap();
        for _ in 0..300 {
            encoder.write_all(&zeros).unwrap();
        }
        encoder.finish().unwrap();
        assert_eq!(unpack(bomb).unwrap_err().code, Code::E360);
    }
}
