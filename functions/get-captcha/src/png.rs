//! As much of PNG as one grey picture takes: three chunks (RFC 2083).

use crate::canvas::Canvas;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::write::ZlibEncoder;
use flate2::{Compression, Crc};
use std::io::Write;

/// `canvas` as an address that a page can show.
pub(crate) fn data_url(canvas: &Canvas) -> String {
    format!("data:image/png;base64,{}", STANDARD.encode(encode(canvas)))
}

fn encode(canvas: &Canvas) -> Vec<u8> {
    let mut head = Vec::new();
    head.extend(u32::from(Canvas::WIDTH).to_be_bytes());
    head.extend(u32::from(Canvas::HEIGHT).to_be_bytes());
    // Eight bits, grey, and the only compression, filtering and order that there is.
    head.extend([8, 0, 0, 0, 0]);

    let mut rows = ZlibEncoder::new(Vec::new(), Compression::fast());
    for row in canvas.rows() {
        // Filter 0: the row as it is.
        rows.write_all(&[0]).and_then(|()| rows.write_all(row)).expect("memory takes all");
    }
    let rows = rows.finish().expect("memory takes all");

    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    for (name, body) in [(b"IHDR", &head), (b"IDAT", &rows), (b"IEND", &Vec::new())] {
        let length = u32::try_from(body.len()).expect("a small picture");
        let mut crc = Crc::new();
        crc.update(name);
        crc.update(body);
        file.extend(length.to_be_bytes());
        file.extend(name);
        file.extend(body);
        file.extend(crc.sum().to_be_bytes());
    }
    file
}

#[cfg(test)]
mod tests {
    use super::encode;
    use crate::canvas::{Canvas, Pen};
    use flate2::read::ZlibDecoder;
    use std::io::Read;

    #[test]
    fn a_reader_finds_every_dot() {
        let mut canvas = Canvas::blank();
        canvas.line((3.0, 3.0), (150.0, 50.0), Pen { radius: 2.0, ink: 20 });
        let file = encode(&canvas);

        assert_eq!(file[..8], *b"\x89PNG\r\n\x1a\n");
        assert_eq!(file[8..29], *b"\0\0\0\rIHDR\0\0\0\xa0\0\0\0\x38\x08\0\0\0\0");
        let body = u32::from_be_bytes(file[33..37].try_into().expect("four")) as usize;
        let mut rows = Vec::new();
        ZlibDecoder::new(&file[41..41 + body]).read_to_end(&mut rows).expect("deflated");
        let told: Vec<_> = canvas.rows().flat_map(|it| [&[0], it].concat()).collect();
        assert_eq!(rows, told);
        assert_eq!(file[file.len() - 12..], *b"\0\0\0\0IEND\xaeB`\x82", "the check sum of nothing");
    }
}
