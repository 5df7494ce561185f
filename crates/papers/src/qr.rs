//! QR codes as modules, SVG path or PNG.

use crate::paper::PaperError;

/// A QR code: a square of dark and light modules without its quiet zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Qr {
    side: usize,
    dark: Vec<bool>,
}

/// Light modules around the code that readers need (ISO/IEC 18004).
const QUIET: usize = 4;

impl Qr {
    /// Encodes a plain address with error correction M (15 % of a page may be damaged).
    pub fn of(url: &str) -> Result<Self, PaperError> {
        if url.is_empty() || url.len() > 500 {
            return Err(PaperError::Address(url.to_owned()));
        }
        let code = qrcode::QrCode::with_error_correction_level(url, qrcode::EcLevel::M)
            .map_err(|_| PaperError::Address(url.to_owned()))?;
        Ok(Self {
            side: code.width(),
            dark: code
                .to_colors()
                .into_iter()
                .map(|color| color == qrcode::Color::Dark)
                .collect(),
        })
    }

    /// Modules along one side, with the quiet zone.
    pub fn side(&self) -> usize {
        self.side + 2 * QUIET
    }

    /// Dark stretches: column, row and length in modules, the quiet zone counted in.
    pub fn runs(&self) -> impl Iterator<Item = (usize, usize, usize)> + '_ {
        self.dark
            .chunks(self.side)
            .enumerate()
            .flat_map(|(y, row)| {
                let mut x = 0;
                row.chunk_by(|before, after| before == after)
                    .filter_map(move |run| {
                        let start = x;
                        x += run.len();
                        run[0].then_some((start + QUIET, y + QUIET, run.len()))
                    })
            })
    }

    /// The code as SVG of `side_mm` millimetres with its quiet zone; black on white.
    pub fn svg(&self, side_mm: f64) -> String {
        let side = self.side();
        let path: String = self
            .runs()
            .map(|(x, y, run)| format!("M{x} {y}h{run}v1h-{run}z"))
            .collect();
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{side_mm}mm\" height=\"{side_mm}mm\" \
             viewBox=\"0 0 {side} {side}\" shape-rendering=\"crispEdges\">\
             <path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/><path d=\"{path}\"/></svg>"
        )
    }

    /// The code as a black-and-white PNG with 8 dots a module, for docx.
    pub fn png(&self) -> Result<Vec<u8>, PaperError> {
        const DOTS: usize = 8;
        let side = self.side() * DOTS;
        let stride = side.div_ceil(8);
        let mut bits = vec![0xFF_u8; stride * side];
        for (index, _) in self.dark.iter().enumerate().filter(|(_, dark)| **dark) {
            let (x, y) = (index % self.side + QUIET, index / self.side + QUIET);
            for line in 0..DOTS {
                // With 8 dots a module each module is exactly one byte of a line.
                bits[(y * DOTS + line) * stride + x] = 0;
            }
        }
        let mut out = Vec::new();
        let edge = u32::try_from(side).map_err(|e| PaperError::Writer(e.to_string()))?;
        let mut encoder = png::Encoder::new(&mut out, edge, edge);
        encoder.set_color(png::ColorType::Grayscale);
        encoder.set_depth(png::BitDepth::One);
        encoder
            .write_header()
            .and_then(|mut writer| writer.write_image_data(&bits))
            .map_err(|e| PaperError::Writer(e.to_string()))?;
        Ok(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn svg_and_png_are_the_same_each_time_and_show_the_finder_patterns() {
        let qr = Qr::of("http://127.0.0.1:8080/verify/ZTB-2026-07").unwrap();
        assert_eq!(qr.svg(27.0), qr.clone().svg(27.0));
        assert!(qr.svg(27.0).contains("M4 4h7v1h-7z"));
        assert_eq!(qr.png().unwrap(), qr.png().unwrap());
        assert!(qr.png().unwrap().starts_with(b"\x89PNG"));
    }

    #[test]
    fn a_reader_finds_the_address_in_the_picture() {
        let url = "http://127.0.0.1:8080/verify/ZTB-2026-07";
        let png = Qr::of(url).unwrap().png().unwrap();
        let mut reader = png::Decoder::new(std::io::Cursor::new(png))
            .read_info()
            .unwrap();
        let mut bits = vec![0; reader.output_buffer_size().unwrap()];
        let frame = reader.next_frame(&mut bits).unwrap();
        let (side, stride) = (frame.width as usize, frame.line_size);
        let mut image = rqrr::PreparedImage::prepare_from_greyscale(side, side, |x, y| {
            if bits[y * stride + x / 8] >> (7 - x % 8) & 1 == 1 {
                255
            } else {
                0
            }
        });
        let (_, read) = image.detect_grids()[0].decode().unwrap();
        assert_eq!(read, url);
    }

    #[test]
    fn an_address_that_fits_no_code_is_refused_in_words() {
        let refused = Qr::of(&"长".repeat(2_000)).unwrap_err();
        assert!(refused.to_string().contains("二维码"));
        assert!(Qr::of("").is_err());
    }
}
