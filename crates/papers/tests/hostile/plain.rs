//! Files that are no zip: other kinds under a sheet's name, and csv.

use crate::Outcome::{Any, Problem, Refused, Rows};
use crate::{Case, case};

const HEAD: &str = "工单编号,诉求内容,受理日期,金额\n";

pub(crate) fn cases(run: &mut dyn FnMut(Case)) {
    let old = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
    let mut locked = old.clone();
    locked.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    run(case("nothing", "", Refused("空的")));
    run(case("old .xls", old, Refused("另存为")));
    run(case("password", locked, Refused("密码")));
    for (name, bytes, words) in [
        ("pdf", b"%PDF-1.7\n%\xE2\xE3".as_slice(), "PDF"),
        ("jpeg", b"\xFF\xD8\xFF\xE0\0\x10JFIF", "图片"),
        ("png", b"\x89PNG\r\n\x1A\n\0\0", "图片"),
        ("gif", b"GIF89a\x01\0", "图片"),
        ("bmp", b"BM\x36\0\0\0", "图片"),
        ("tiff", b"II*\0\x08\0\0\0", "图片"),
        ("webp", b"RIFF\0\0\0\0WEBP", "图片"),
        ("heic", b"\0\0\0\x18ftypheic", "图片"),
        ("rar", b"Rar!\x1A\x07\0", "压缩包"),
        ("7z", b"7z\xBC\xAF\x27\x1C", "压缩包"),
        ("gz", b"\x1F\x8B\x08\0", "压缩包"),
        ("exe", b"MZ\x90\0\x03\0\0\0", "可执行程序"),
        ("elf", b"\x7FELF\x02\x01", "可执行程序"),
        ("rtf", b"{\\rtf1\\ansi", "RTF"),
        ("sqlite", b"SQLite format 3\0", "数据库"),
        ("web page called .xls", b"  <html><table><tr><td>x", "网页"),
        ("web page with mark", b"\xEF\xBB\xBF<!DOCTYPE html>", "网页"),
        ("xml 2003", b"<?xml version=\"1.0\"?><Workbook/>", "XML"),
        ("zeros", &[0; 4_096], "无法识别"),
        ("one zero in text", b"a,b\nc,\0d", "无法识别"),
    ] {
        run(case(name, bytes, Refused(words)));
    }
    run(case("21 MB", vec![b'a'; 21 << 20], Refused("21 MB")));
    run(case("one byte", "x", Refused("表头")));
    run(case("only a mark", "\u{FEFF}", Refused("表头")));
    run(case(
        "only line feeds",
        "\n".repeat(1 << 20),
        Refused("表头"),
    ));
    run(case(
        "no known encoding",
        b"\x81\x20\xFF\xFE\x80".to_vec(),
        Refused("编码"),
    ));
    run(case(
        "half a UTF-16",
        b"\xFF\xFE\x00\xD8".to_vec(),
        Refused("编码"),
    ));
    run(case("head only", HEAD, Refused("没有内容")));
    run(case(
        "column missing",
        "工单编号,日期\nGD1,1\n",
        Refused("诉求内容"),
    ));
    run(case(
        "quote never closed",
        format!("{HEAD}\"{}", "长,\n".repeat(500_000)),
        Any,
    ));
    run(case(
        "10 MB of commas",
        ",".repeat(10 << 20),
        Refused("单元格"),
    ));
    run(case(
        "10 MB of tabs",
        "\t".repeat(10 << 20),
        Refused("表头"),
    ));
    run(case("10 MB of quotes", "\"".repeat(10 << 20), Any));
    run(case(
        "500,001 cells",
        format!("{HEAD}{}", "a,b,c,d,e,f,g,h\n".repeat(62_501)),
        Refused(""),
    ));
    run(case(
        "too many rows",
        format!("{HEAD}{}", "GD1,内容\n".repeat(5_001)),
        Refused("5000 行"),
    ));
    run(case(
        "a line of 19 MB",
        format!("{HEAD}GD1,{}", "a".repeat(19 << 20)),
        Problem("超过 32767 字"),
    ));
    run(case(
        "a text of 32,767",
        format!("{HEAD}GD1,{}", "长".repeat(32_767)),
        Rows(1),
    ));
    run(case(
        "a text of 32,768",
        format!("{HEAD}GD1,{}", "长".repeat(32_768)),
        Problem("32768 个字"),
    ));
    run(case(
        "old Mac line ends",
        "工单编号,诉求内容\rGD1,内容\r",
        Rows(1),
    ));
    run(case("semicolons", "工单编号;诉求内容\nGD1;内容\n", Rows(1)));
    run(case(
        "a thousand columns",
        format!("{HEAD}GD1,内容,,{}", ",x".repeat(1_000)),
        Rows(1),
    ));
    run(case(
        "formulas",
        format!("{HEAD}GD1,=cmd|'/c calc'!A1\n"),
        Rows(1),
    ));
    run(case(
        "direction marks",
        format!("{HEAD}GD\u{202E}1,\u{200B}内容\n"),
        Rows(1),
    ));
    run(case(
        "lost digits",
        format!("{HEAD}9.14403E+17,内容\n"),
        Problem("已丢失末位"),
    ));
    run(case(
        "no date",
        format!("{HEAD}GD1,内容,2026-2-30\n"),
        Problem("2026-2-27"),
    ));
    run(case(
        "no amount",
        format!("{HEAD}GD1,内容,,约30万\n"),
        Problem("请填数字"),
    ));
    run(case(
        "long digits",
        format!("{HEAD}GD1,内容,{0},{0}\n", "9".repeat(30_000)),
        Problem("日期"),
    ));
    // Bytes without plan, the same in each run.
    let mut seed = 20_260_224_u32;
    for length in [7, 100, 5_000, 300_000] {
        let bytes: Vec<u8> = (0..length)
            .map(|_| {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (seed >> 24) as u8
            })
            .collect();
        run(case(format!("{length} random bytes"), bytes, Any));
    }
}
