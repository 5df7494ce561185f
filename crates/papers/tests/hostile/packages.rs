//! Zips and workbooks that lie, swell or lead astray.

use crate::Outcome::{Any, Problem, Refused, Rows};
use crate::make::{
    BOOK_RELS, CENTRAL, END, GOOD, HEAD, LOCAL, RELS, TYPES, WORKBOOK, book, patched, rows, second,
    set_fields, worksheet, zip,
};
use crate::{Case, case};

const MIB: usize = 1 << 20;

/// Faults of the container.
pub(crate) fn cases(run: &mut dyn FnMut(Case)) {
    let good = rows(GOOD);
    run(case("a good book", good.clone(), Rows(1)));
    for tenth in 1..10 {
        let cut = good.len() * tenth / 10;
        run(case(format!("cut at {cut}"), &good[..cut], Refused("损坏")));
    }
    run(case("magic only", LOCAL.to_vec(), Refused("损坏")));
    run(case("empty zip", zip([]), Refused("压缩包")));
    run(case(
        "plain zip",
        zip([("a.txt", b"x".as_slice())]),
        Refused("压缩包"),
    ));
    run(case(
        "zip in zip",
        zip([("a.zip", good.as_slice())]),
        Refused("压缩包"),
    ));
    run(case(
        "docx",
        book("", &[("word/document.xml", b"<w:document/>")]),
        Refused("Word"),
    ));
    run(case(
        "xlsb",
        book("", &[("xl/workbook.bin", b"\x01")]),
        Refused("另存为"),
    ));
    run(case(
        "ods",
        zip([("mimetype", b"x".as_slice()), ("content.xml", b"<a/>")]),
        Refused("OpenDocument"),
    ));

    let names: Vec<String> = (0..2_001).map(|i| format!("xl/{i}.xml")).collect();
    let many = zip(names.iter().map(|name| (name.as_str(), b"<a/>".as_slice())));
    run(case("2,001 entries", many, Refused("2000 个")));
    let crowd = set_fields(good.clone(), END, 8, &[0xFF, 0xFF, 0xFF, 0xFF]);
    run(case("65,535 entries announced", crowd, Any));

    let zeros = vec![0; 65 * MIB];
    let bomb = book(&worksheet(HEAD, ""), &[("xl/media/a.bin", &zeros)]);
    run(case("65 MiB in one entry", bomb.clone(), Refused("64 MB")));
    // Both headers say 10 bytes; the inflated 65 MiB come all the same.
    let mut liar = bomb;
    liar = patched(
        liar,
        &(zeros.len() as u32).to_le_bytes(),
        &10_u32.to_le_bytes(),
    );
    run(case("65 MiB declared as 10 bytes", liar, Any));
    let parts: Vec<String> = (0..130).map(|i| format!("xl/media/{i}.bin")).collect();
    let half = &zeros[..MIB / 2];
    let drops = zip(parts
        .iter()
        .map(|name| (name.as_str(), half))
        .chain([("[Content_Types].xml", TYPES.as_bytes())]));
    run(case("130 times half a MiB", drops, Refused("64 MB")));
    drop(zeros);
    run(case("overlapping entries", overlapping(), Any));

    for name in [
        "../../etc/cron.d/x",
        "/etc/passwd",
        "xl\\..\\x",
        "C:x",
        "a/../../b",
        "x\0y",
    ] {
        let bytes = book(&worksheet(HEAD, ""), &[(name, b"x")]);
        run(case(
            format!("entry {name:?}"),
            bytes,
            Refused("新下载的模板"),
        ));
    }
    let long = "x".repeat(2_000);
    run(case(
        "name of 2,000",
        book(&worksheet(HEAD, ""), &[(&long, b"x")]),
        Refused("模板"),
    ));
    let locked = set_fields(
        set_fields(good.clone(), LOCAL, 6, &[1, 0]),
        CENTRAL,
        8,
        &[1, 0],
    );
    run(case("encrypted entries", locked, Refused("密码")));
    let method = set_fields(
        set_fields(good.clone(), LOCAL, 8, &[99, 0]),
        CENTRAL,
        10,
        &[99, 0],
    );
    run(case("unknown method", method, Any));
    let lzma = set_fields(
        set_fields(good.clone(), LOCAL, 8, &[14, 0]),
        CENTRAL,
        10,
        &[14, 0],
    );
    run(case("method of another packer", lzma, Refused("损坏")));
    let sum = set_fields(good.clone(), CENTRAL, 16, &[1, 2, 3, 4]);
    run(case("wrong check sum", sum, Refused("损坏")));
    let far = set_fields(good.clone(), CENTRAL, 42, &[0xFF, 0xFF, 0xFF, 0x7F]);
    run(case("entry beyond the end", far, Refused("损坏")));
    let mut prefixed = good.clone();
    prefixed.splice(0..0, LOCAL.repeat(1_000));
    run(case("junk before", prefixed, Any));
    let mut seed = 7_u32;
    for round in 0..20 {
        let mut flipped = good.clone();
        for _ in 0..8 {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let at = seed as usize % flipped.len();
            flipped[at] ^= 1 << (seed >> 29);
        }
        run(case(format!("flipped bits, round {round}"), flipped, Any));
    }
}

/// One deflated MiB that 100 directory entries share: small file, 100 MiB inflated.
fn overlapping() -> Vec<u8> {
    let one = zip([("a", vec![b' '; MIB].as_slice())]);
    let directory = one.windows(4).position(|w| w == CENTRAL).unwrap();
    let end = one.windows(4).position(|w| w == END).unwrap();
    let entry = one[directory..end].to_vec();
    let mut out = one[..directory].to_vec();
    for _ in 0..100 {
        out.extend(&entry);
    }
    let size = (entry.len() * 100) as u32;
    let mut tail = one[end..].to_vec();
    tail[8..10].copy_from_slice(&100_u16.to_le_bytes());
    tail[10..12].copy_from_slice(&100_u16.to_le_bytes());
    tail[12..16].copy_from_slice(&size.to_le_bytes());
    out.extend(tail);
    out
}

/// Faults inside the parts.
pub(crate) fn sheets(run: &mut dyn FnMut(Case)) {
    xml(run);
    cells(run);
}

fn xml(run: &mut dyn FnMut(Case)) {
    let plain = worksheet(&format!("{HEAD}{GOOD}"), "");
    let laughs = "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">]><sst>&b;</sst>";
    let outside = WORKBOOK.replace(
        "<workbook",
        "<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><workbook",
    );
    let utf16: Vec<u8> = "\u{FEFF}<sst/>"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    for (name, part, bytes) in [
        ("billion laughs", "xl/sharedStrings.xml", laughs.as_bytes()),
        ("outside entity", "xl/workbook.xml", outside.as_bytes()),
        (
            "DTD in a drawing",
            "xl/drawings/d.xml",
            b"<!DOCTYPE svg><svg/>",
        ),
        ("small-letter doctype", "xl/x.xml", b"<!doctype x>"),
        ("UTF-16 part", "xl/sharedStrings.xml", &utf16),
    ] {
        run(case(name, book(&plain, &[(part, bytes)]), Refused("模板")));
    }
    // The reader reserves 24 bytes for each announced string: 2.4 TB here.
    for count in ["99999999999", "18446744073709551615", "-1", "5e9", ""] {
        let strings = format!("<sst uniqueCount=\"{count}\"><si><t>x</t></si></sst>");
        let bytes = book(&plain, &[("xl/sharedStrings.xml", strings.as_bytes())]);
        run(case(
            format!("{count:?} strings announced"),
            bytes,
            Refused("过多"),
        ));
        let elsewhere = RELS.replace("xl/workbook.xml", "y/workbook.xml");
        let bytes = book(
            &plain,
            &[
                ("_rels/.rels", elsewhere.as_bytes()),
                ("y/sharedStrings.xml", strings.as_bytes()),
            ],
        );
        run(case(
            format!("{count:?} strings announced elsewhere"),
            bytes,
            Refused("过多"),
        ));
    }
    let many = format!("<sst>{}</sst>", "<si/>".repeat(600_000));
    run(case(
        "600,000 strings",
        book(&plain, &[("xl/sharedStrings.xml", many.as_bytes())]),
        Refused("过多"),
    ));
    let styles = format!(
        "<styleSheet><cellXfs>{}</cellXfs></styleSheet>",
        "<xf/>".repeat(1_000_000)
    );
    run(case(
        "a million styles",
        book(&plain, &[("xl/styles.xml", styles.as_bytes())]),
        Refused("过多"),
    ));
    let attributes: String = (0..100_000).map(|i| format!(" a{i}=\"\"")).collect();
    let wide = RELS.replace("<Relationship ", &format!("<Relationship{attributes} "));
    run(case(
        "100,000 attributes",
        book(&plain, &[("_rels/.rels", wide.as_bytes())]),
        Refused("过多"),
    ));
    let deep = format!("<sst>{}</sst>", "<si>".repeat(400_000));
    run(case(
        "nested 400,000 deep",
        book(&plain, &[("xl/sharedStrings.xml", deep.as_bytes())]),
        Any,
    ));
    let deeper = format!("{}{}", "<a>".repeat(150_000), "</a>".repeat(10));
    run(case(
        "nested relations",
        book(&plain, &[("_rels/.rels", deeper.as_bytes())]),
        Any,
    ));
    let deep_row = worksheet(&format!("{HEAD}{}", "<row><c>".repeat(300_000)), "");
    run(case("rows in rows", book(&deep_row, &[]), Any));
    let sheets: String = (0..50_000)
        .map(|i| format!("<sheet name=\"s{i}\" sheetId=\"{i}\" r:id=\"r1\"/>"))
        .collect();
    let crowded = WORKBOOK.replace("<sheets>", &format!("<sheets>{sheets}"));
    run(case(
        "50,000 sheets",
        book(&plain, &[("xl/workbook.xml", crowded.as_bytes())]),
        Any,
    ));
    let broken = |name: &'static str, part: &str, bytes: &str| {
        case(
            name,
            book(&plain, &[(part, bytes.as_bytes())]),
            Refused("请"),
        )
    };
    run(broken(
        "workbook without sheets",
        "xl/workbook.xml",
        "<workbook/>",
    ));
    run(broken("workbook of nothing", "xl/workbook.xml", ""));
    run(broken(
        "workbook cut",
        "xl/workbook.xml",
        "<workbook><sheets><sheet name=\"填",
    ));
    run(broken(
        "relations cut",
        "xl/_rels/workbook.xml.rels",
        "<Relationships><Relationship Id=",
    ));
    run(broken(
        "relation to nowhere",
        "xl/_rels/workbook.xml.rels",
        &BOOK_RELS.replace("sheet1", "sheet9"),
    ));
    run(broken(
        "relation out",
        "xl/_rels/workbook.xml.rels",
        &BOOK_RELS.replace("worksheets/sheet1.xml", "../../../etc/passwd"),
    ));
    run(broken(
        "sheet is a chart",
        "xl/worksheets/sheet1.xml",
        "<chartsheet/>",
    ));
    run(broken(
        "sheet of text",
        "xl/worksheets/sheet1.xml",
        "no xml at all",
    ));
    run(broken(
        "bytes in a sheet",
        "xl/worksheets/sheet1.xml",
        "<worksheet><sheetData>\u{1}\u{2}<row",
    ));
    run(broken(
        "hidden sheet only",
        "xl/workbook.xml",
        &WORKBOOK.replace("sheetId", "state=\"hidden\" sheetId"),
    ));
}

fn cells(run: &mut dyn FnMut(Case)) {
    // 1,449 bytes that made a range reader ask for 549 GB.
    let corners = worksheet(
        "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row>",
        "",
    );
    run(case(
        "two corner cells",
        book(&corners, &[]),
        Refused("表头"),
    ));
    let last = format!(
        "{GOOD}<row r=\"1048576\"><c r=\"A1048576\"><v>1</v></c><c r=\"XFD1048576\"><v>1</v></c></row>"
    );
    run(case("a corner cell below the rows", rows(&last), Any));
    for reference in [
        "ZZZZZZZZZZZZ2",
        "A99999999999999",
        "A0",
        "A",
        "2",
        "",
        "AAAA2",
        "A-1",
        "甲2",
        "A4294967295",
        "A4294967296",
    ] {
        let cell = format!("<c r=\"{reference}\"><v>1</v></c>");
        run(case(format!("cell at {reference:?}"), second(&cell), Any));
    }
    for row in ["4294967295", "4294967296", "0", "-1", "x"] {
        let bytes = rows(&format!(
            "{GOOD}<row r=\"{row}\"><c><v>1</v></c></row><row><c><v>2</v></c></row>"
        ));
        run(case(format!("row {row}"), bytes, Any));
    }
    for dimension in ["B2:A1", "A1:XFD1048576", "A1:A1:A1", "", "ZZZZZZZZ1"] {
        let sheet = worksheet(&format!("{HEAD}{GOOD}"), "").replace(
            "<sheetData>",
            &format!("<dimension ref=\"{dimension}\"/><sheetData>"),
        );
        run(case(
            format!("dimension {dimension:?}"),
            book(&sheet, &[]),
            Any,
        ));
    }
    run(case(
        "500,001 empty cells",
        rows(&format!("<row r=\"2\">{}</row>", "<c/>".repeat(500_001))),
        Refused("单元格"),
    ));
    let number: String = (2..200_000)
        .map(|r| format!("<row r=\"{r}\"><c r=\"A{r}\"><v>1</v></c></row>"))
        .collect();
    run(case("200,000 rows", rows(&number), Refused("5000 行")));
    let backwards: String = (2..4_000)
        .rev()
        .map(|r| {
            format!("<row r=\"{r}\"><c r=\"A{r}\"><v>{r}</v></c><c r=\"B{r}\"><v>1</v></c></row>")
        })
        .collect();
    run(case("rows backwards", rows(&backwards), Rows(3_998)));
    let same = "<row r=\"2\"><c r=\"A2\"><v>1</v></c></row>".repeat(60_000);
    run(case("one row 60,000 times", rows(&same), Any));
    let huge = "长".repeat(MIB);
    run(case(
        "3 MB of one cell",
        second(&format!(
            "<c r=\"B2\" t=\"inlineStr\"><is><t>{huge}</t></is></c>"
        )),
        Problem("1048576 个字"),
    ));
    let pieces = "<r><t>长</t></r>".repeat(200_000);
    run(case(
        "one cell of 200,000 runs",
        second(&format!(
            "<c r=\"B2\" t=\"inlineStr\"><is>{pieces}</is></c>"
        )),
        Problem("200000 个字"),
    ));
    let shared = format!(
        "<sst uniqueCount=\"1\"><si><t>{}</t></si></sst>",
        "长".repeat(32_000)
    );
    let uses: String = (2..5_000).map(|r| format!("<row r=\"{r}\"><c r=\"A{r}\" t=\"s\"><v>0</v></c><c r=\"B{r}\" t=\"s\"><v>0</v></c></row>")).collect();
    let repeated = book(
        &worksheet(&format!("{HEAD}{uses}"), ""),
        &[("xl/sharedStrings.xml", shared.as_bytes())],
    );
    run(case(
        "one long text in 10,000 cells",
        repeated,
        Refused("32 MB"),
    ));
    let index = |v: &str| second(&format!("<c r=\"B2\" t=\"s\"><v>{v}</v></c>"));
    run(case("text that is not there", index("7"), Refused("损坏")));
    run(case("text at -1", index("-1"), Refused("损坏")));
    run(case(
        "unknown cell type",
        second("<c r=\"B2\" t=\"zz\"><v>1</v></c>"),
        Refused("损坏"),
    ));
    run(case(
        "unknown element",
        second("<c r=\"B2\"><zz/></c>"),
        Refused("损坏"),
    ));
    run(case(
        "error cell",
        second("<c r=\"B2\" t=\"e\"><v>#REF!</v></c>"),
        Problem("公式错误"),
    ));
    run(case(
        "formula without value",
        second("<c r=\"B2\"><f>1+1</f></c>"),
        Problem("必填"),
    ));
    for value in [
        "NaN", "inf", "-inf", "1e308", "1e400", "-0", "1e-320", "0x10",
    ] {
        let cells = format!(
            "<c r=\"B2\"><v>{value}</v></c><c r=\"C2\"><v>{value}</v></c><c r=\"D2\"><v>{value}</v></c>"
        );
        run(case(format!("number {value}"), second(&cells), Any));
    }
    let long = rows(
        "<row r=\"2\"><c r=\"A2\"><v>914403001922038216</v></c><c r=\"B2\"><v>1</v></c></row>",
    );
    run(case(
        "18 digits in a number cell",
        long,
        Problem("已丢失末位，请改为文本"),
    ));
    merged(run);
}

fn merged(run: &mut dyn FnMut(Case)) {
    let with = |merged: &str, rows: &str| {
        book(
            &worksheet(
                &format!("{HEAD}{rows}"),
                &format!("<mergeCells>{merged}</mergeCells>"),
            ),
            &[],
        )
    };
    let many: String = (2..5_010)
        .map(|r| format!("<mergeCell ref=\"A{r}:B{r}\"/>"))
        .collect();
    run(case(
        "5,008 merged ranges",
        with(&many, GOOD),
        Refused("取消合并"),
    ));
    run(case(
        "all merged",
        with("<mergeCell ref=\"A2:XFD1048576\"/>", GOOD),
        Problem("请填数字"),
    ));
    for range in ["B9:A1", "A1", "", "A1:B2:C3", "ZZZZZZZZZ1:A1"] {
        run(case(
            format!("merged {range:?}"),
            with(&format!("<mergeCell ref=\"{range}\"/>"), GOOD),
            Any,
        ));
    }
    let body: String = (2..5_000)
        .map(|r| {
            format!("<row r=\"{r}\"><c r=\"A{r}\"><v>{r}</v></c><c r=\"B{r}\"><v>1</v></c></row>")
        })
        .collect();
    let wide = "<mergeCell ref=\"A2:XFD1048576\"/>".repeat(4_000);
    run(case(
        "4,000 times all merged",
        with(&wide, &body),
        Refused("取消合并"),
    ));
    let down = "<row r=\"2\"><c r=\"A2\"><v>1</v></c><c r=\"B2\"><v>7</v></c></row><row r=\"3\"><c r=\"A3\"><v>2</v></c></row>";
    run(case(
        "merged downwards",
        with("<mergeCell ref=\"B2:B3\"/>", down),
        Rows(2),
    ));
}
