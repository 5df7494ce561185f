//! u33: what leaves the desk opens in LibreOffice: A4 with the margins of GB/T 9704, the digits of the page, text that
//! stays text.

use crate::district::{Served, background};
use crate::world::World;
use std::path::Path;
use std::process::Command;

/// Points in a millimetre.
const MM: f64 = 72.0 / 25.4;

fn run(folder: &Path, program: &str, arguments: &[&str]) -> String {
    let done = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap_or_else(|e| panic!("{program} ({e}); ./dev check installs it"));
    assert!(done.status.success(), "{program}: {done:?}");
    String::from_utf8_lossy(&done.stdout).into_owned()
}

fn convert(folder: &Path, to: &str, file: &str) {
    let profile = format!("-env:UserInstallation=file://{}/profile", folder.display());
    let said = run(
        folder,
        "soffice",
        &[&profile, "--headless", "--convert-to", to, file],
    );
    assert!(!said.contains("Error"), "{said}");
}

/// The number after `name="` in a line of `pdftotext -bbox`.
fn edge(line: &str, name: &str) -> f64 {
    let (_, rest) = line.split_once(&format!("{name}=\"")).unwrap();
    rest.split('"').next().unwrap().parse().unwrap()
}

pub(crate) async fn u33_exports_open_in_an_office(_: &World) {
    let served = Served::new().await;
    let district = &served.district;
    background(district).await;
    district.submit("=1+1").await;
    district.set("2026-03-02 09:00");
    let mut desk = district
        .signed_in(&district.user("区营商办", "coordinator"))
        .await;
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    for (path, file) in [
        ("/desk/bulletins/2026-W07/files/docx", "bulletin.docx"),
        ("/desk/rankings/2026-02/files/xlsx", "ranking.xlsx"),
        ("/desk/matters/export?as=xlsx", "matters.xlsx"),
    ] {
        let answer = desk.get(path).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text);
        std::fs::write(folder.join(file), &answer.bytes).unwrap();
    }

    convert(folder, "pdf", "bulletin.docx");
    let about = run(folder, "pdfinfo", &["bulletin.pdf"]);
    assert!(about.contains("(A4)"), "{about}");
    let boxes = run(folder, "pdftotext", &["-bbox", "bulletin.pdf", "-"]);
    let words: Vec<&str> = boxes.lines().filter(|l| l.contains("<word")).collect();
    assert!(words.len() > 20, "{boxes}");
    // 28 mm left, 156 mm wide, the first line 37 mm down; only the page number stands below 37 + 225 mm.
    let number = |word: &str| word.contains(">—<") || edge(word, "yMin") > 262.0 * MM;
    // The mark of the demo stands in the head of each page.
    for word in words.into_iter().filter(|w| !w.contains(">演示数据<")) {
        assert!(
            edge(word, "xMin") >= 28.0 * MM - 1.0,
            "left of the type area: {word}"
        );
        // A mark at the end of a full line hangs beyond it by itself (标点溢出边界), no character does.
        let hangs = ["、", "，", "。", "：", "；"]
            .iter()
            .any(|mark| word.contains(&format!("{mark}</word>")));
        let most = if hangs {
            184.0 * MM + 17.0
        } else {
            184.0 * MM + 1.0
        };
        assert!(edge(word, "xMax") <= most, "right of the type area: {word}");
        assert!(
            edge(word, "yMin") >= 35.0 * MM - 1.0,
            "above the type area: {word}"
        );
        assert!(
            number(word) || edge(word, "yMax") <= 262.0 * MM + 6.0,
            "below the type area: {word}"
        );
    }
    let text = run(folder, "pdftotext", &["-layout", "bulletin.pdf", "-"]);
    assert!(text.contains("83.33"), "{text}");

    // The second sheet and the rest are for those who look closer; csv takes the first.
    let csv = "csv:Text - txt - csv (StarCalc):44,34,76";
    convert(folder, csv, "ranking.xlsx");
    let ranking = std::fs::read_to_string(folder.join("ranking.csv")).unwrap();
    // Five of six in time, all solved and pleased: (23.3333 ÷ 38 × 40 + 25 + 20 + 5) ÷ 90.
    let line = ranking.lines().find(|l| l.contains("住建局")).unwrap();
    assert!(line.contains("82.85"), "{ranking}");
    convert(folder, csv, "matters.csv".replace(".csv", ".xlsx").as_str());
    let matters = std::fs::read_to_string(folder.join("matters.csv")).unwrap();
    assert!(
        matters.contains("=1+1"),
        "a title is text, not a sum: {matters}"
    );
    let rows = matters.lines().filter(|l| l.contains("BJ-2026-")).count();
    assert_eq!(rows, 7, "{matters}");
}
