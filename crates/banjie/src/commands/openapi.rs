//! `banjie openapi`.

use crate::output::{Outcome, say};
use crate::wiring;

/// Prints the OpenAPI document, with `--json` or without; the server shows the same.
pub(crate) fn run() -> Outcome {
    let pack = wiring::pack_or_shipped(None)?;
    let document = banjie_web::api::openapi(&pack.district.name);
    say(true, &document, "", true)
}
