//! Writes the gallery: `cargo run -p banjie-web --example gallery -- OUTDIR`.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let out = std::env::args().nth(1).ok_or("usage: gallery OUTDIR")?;
    banjie_web::kit::gallery::write_all(std::path::Path::new(&out))
}
