//! Geometry of GB/T 9704-2012, shared by docx and pdf. Lengths in millimetres unless the name
//! says otherwise.

use crate::paper::Table;

/// Page width (A4).
pub const PAGE_WIDTH: f64 = 210.0;
/// Page height (A4).
pub const PAGE_HEIGHT: f64 = 297.0;
/// Top margin, 天头 (5.2.1).
pub const TOP: f64 = 37.0;
/// Left margin, 订口 (5.2.1).
pub const LEFT: f64 = 28.0;
/// Right margin, what the text area of 156 mm leaves.
pub const RIGHT: f64 = 26.0;
/// Bottom margin, what the text area of 225 mm leaves.
pub const BOTTOM: f64 = 35.0;
/// Width of the text area, 版心 (5.1).
pub const TEXT_WIDTH: f64 = 156.0;
/// Height of the text area, 版心 (5.1).
pub const TEXT_HEIGHT: f64 = 225.0;
/// Lines on a page (5.2.3).
pub const LINES: usize = 22;
/// Characters in a line (5.2.3).
pub const CHARACTERS: usize = 28;
/// Top edge of the issuer's name below the top of the text area (7.2.4).
pub const ISSUER_TOP: f64 = 35.0;
/// The red line below the number (7.2.8).
pub const RED_LINE_GAP: f64 = 4.0;
/// The page number's top below the text area (7.5).
pub const PAGE_NUMBER_GAP: f64 = 7.0;
/// Least side of a QR code that a telephone reads from paper (ux.md §6).
pub const QR_SIDE: f64 = 27.0;

/// Points in a millimetre.
pub const PT_PER_MM: f64 = 72.0 / 25.4;
/// 2号 in points: title.
pub const SIZE_2: f64 = 22.0;
/// 3号 in points: text.
pub const SIZE_3: f64 = 16.0;
/// 4号 in points: record block, page numbers.
pub const SIZE_4: f64 = 14.0;
/// Largest size of the issuer's name in points.
pub const ISSUER_MAX: f64 = 62.0;

/// Size of the issuer's name in points, to half a point: as large as one line holds.
pub fn issuer_size(issuer: &str) -> f64 {
    let width = text_width(issuer).max(1.0);
    // A little of the line stays free: an office that lacks the font draws wider letters.
    let fits = TEXT_WIDTH * 0.95 * PT_PER_MM / width;
    (fits.min(ISSUER_MAX) * 2.0).floor() / 2.0
}

/// Width of a text in characters of the grid: Latin letters and digits count half.
pub fn text_width(text: &str) -> f64 {
    text.chars()
        .map(|c| match u32::from(c) {
            0..0x2000 if !matches!(c, '·' | '×' | '÷' | '°' | '±') => 0.5,
            _ => 1.0,
        })
        .sum()
}

/// Columns up to so many characters are never narrowed for the others: a date or a rate that wraps
/// makes every row taller.
const KEPT_WHOLE: f64 = 8.0;

/// Width of each column as a share of the text width, summing to 1: as wide as its widest cell
/// asks; where that is too much, the wide columns give way.
pub fn column_shares(table: &Table) -> Vec<f64> {
    let natural: Vec<f64> = (0..table.head.len())
        .map(|column| {
            let widest = (0..table.rows.len())
                .map(|row| text_width(table.cell(row, column)))
                .fold(text_width(&table.head[column]), f64::max);
            // One character of air; 2 to 16 characters wide.
            (widest + 1.0).clamp(2.0, 16.0)
        })
        .collect();
    let total: f64 = natural.iter().sum();
    let room = TEXT_WIDTH * PT_PER_MM / table_size(table);
    let narrow: f64 = natural.iter().filter(|w| **w <= KEPT_WHOLE).sum();
    let (wide, left) = (total - narrow, room - narrow);
    if total <= room {
        return natural.iter().map(|width| width / total).collect();
    }
    // Half its width is the least a wide column can do with.
    if left < wide / 2.0 {
        return with_folded_heads(table, &natural, room);
    }
    let share = |width: &f64| match *width <= KEPT_WHOLE {
        true => width / room,
        false => width / wide * left / room,
    };
    natural.iter().map(share).collect()
}

/// Where no column is wide enough to give way, long heads fold into two lines before any figure does.
fn with_folded_heads(table: &Table, natural: &[f64], room: f64) -> Vec<f64> {
    let folded: Vec<f64> = (natural.iter().enumerate())
        .map(|(column, width)| {
            let head = text_width(&table.head[column]);
            let head = if head > 3.0 {
                (head / 2.0).ceil()
            } else {
                head
            };
            let widest = (0..table.rows.len())
                .map(|row| text_width(table.cell(row, column)))
                .fold(head, f64::max);
            (widest + 1.0).clamp(2.0, *width)
        })
        .collect();
    let (total, least) = (natural.iter().sum::<f64>(), folded.iter().sum::<f64>());
    // As much of the fold as is needed.
    let part = match total > least {
        true => ((total - room) / (total - least)).clamp(0.0, 1.0),
        false => 0.0,
    };
    let widths = natural.iter().zip(&folded);
    let widths: Vec<f64> = widths
        .map(|(wide, fold)| wide - (wide - fold) * part)
        .collect();
    let sum: f64 = widths.iter().sum();
    widths.iter().map(|width| width / sum).collect()
}

/// Size of table text in points: 4号 where the columns find room in it, else 小4号 or 5号.
pub fn table_size(table: &Table) -> f64 {
    let wanted: f64 = (0..table.head.len())
        .map(|column| {
            (0..table.rows.len())
                .map(|row| text_width(table.cell(row, column)).min(10.0))
                .fold(text_width(&table.head[column]).min(10.0), f64::max)
                + 1.0
        })
        .sum();
    let room = TEXT_WIDTH * PT_PER_MM;
    [SIZE_4, 12.0]
        .into_iter()
        .find(|size| wanted * size <= room)
        .unwrap_or(10.5)
}

/// Free characters right of the signer and of the date: the date stands four characters from the
/// right and the signer is centred above it; a long signer keeps two characters and the date is
/// centred below it (7.3.5).
pub fn signature_indents(signer: &str, date: &str) -> (f64, f64) {
    let difference = (text_width(signer) - text_width(date)) / 2.0;
    if 4.0 - difference >= 2.0 {
        (4.0 - difference, 4.0)
    } else {
        (2.0, 2.0 + difference)
    }
}

/// Lines of the title, each at most 20 characters of 2号: explicit line feeds as they are, else
/// near-equal lines, broken after 的, 、 and the like where one is near (7.3.1).
pub fn title_lines(title: &str) -> Vec<String> {
    const ROOM: f64 = 20.0;
    title
        .split('\n')
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .flat_map(|line| {
            let lines = (text_width(line) / ROOM).ceil().max(1.0) as usize;
            split_evenly(line, lines, ROOM)
        })
        .collect()
}

fn split_evenly(line: &str, lines: usize, room: f64) -> Vec<String> {
    let chars: Vec<char> = line.chars().collect();
    let mut rest = chars.as_slice();
    let mut out = Vec::new();
    for left in (2..=lines).rev() {
        let total: f64 = rest.iter().map(|c| char_width(*c)).sum();
        let ideal = total / left as f64;
        let mut width = 0.0;
        let mut best: Option<(f64, usize)> = None;
        for (index, pair) in rest.windows(2).enumerate() {
            width += char_width(pair[0]);
            if width > room || !may_break(pair[0], pair[1]) {
                continue;
            }
            let good = matches!(
                pair[0],
                '的' | '、' | '，' | '》' | '）' | '于' | '年' | '区' | '度' | '周'
            ) || matches!(pair[1], '《' | '（' | '“');
            let cost = (width - ideal).abs() - if good { 3.0 } else { 0.0 };
            if best.is_none_or(|(least, _)| cost < least) {
                best = Some((cost, index + 1));
            }
        }
        let Some((_, at)) = best else { break };
        out.push(rest[..at].iter().collect());
        rest = &rest[at..];
    }
    out.push(rest.iter().collect());
    out
}

fn char_width(c: char) -> f64 {
    text_width(c.encode_utf8(&mut [0; 4]))
}

/// No closing mark at a line's start, no opening one at its end, no break inside a number or word.
pub fn may_break(before: char, after: char) -> bool {
    let closing = "，。、；：？！）》”’〕】…％%,.;:?!)]·".contains(after);
    let opening = "（《“‘〔【([".contains(before);
    let word = before.is_ascii_alphanumeric() && after.is_ascii_alphanumeric();
    let unit = before.is_ascii_digit() && "年月日号期件".contains(after);
    !(closing || opening || word || unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The table of a quarter: ten columns, none of them wide. The heads fold, the figures do not.
    #[test]
    fn figures_stay_whole_where_heads_can_fold() {
        let head = [
            "名次",
            "单位",
            "月度得分",
            "月度名次",
            "牵头指标",
            "企业评价",
            "报送核验",
            "加减分",
            "总分",
            "等次",
        ];
        let row = [
            "10",
            "市场监管局",
            "50.00",
            "25.00",
            "不计分",
            "25.00",
            "不计分",
            "+3.00",
            "100.00",
            "不定等次",
        ];
        let table = Table {
            head: head.map(str::to_owned).to_vec(),
            rows: vec![row.map(str::to_owned).to_vec()],
            ..Table::default()
        };
        let room = TEXT_WIDTH * PT_PER_MM / table_size(&table);
        for (share, cell) in column_shares(&table).iter().zip(row) {
            let (has, needs) = (share * room, text_width(cell) + 0.7);
            assert!(has >= needs, "{cell}: {has:.2} of {needs:.2} characters");
        }
    }

    #[test]
    fn the_text_area_is_what_the_margins_leave() {
        assert_eq!(PAGE_WIDTH - LEFT - RIGHT, TEXT_WIDTH);
        assert_eq!(PAGE_HEIGHT - TOP - BOTTOM, TEXT_HEIGHT);
    }

    #[test]
    fn a_long_issuer_shrinks_to_one_line_and_a_short_one_stops_at_62_points() {
        assert_eq!(issuer_size("X区府办"), 62.0);
        let size = issuer_size("X区优化营商环境工作专班办公室");
        assert_eq!(size, 28.5);
        assert!(size * text_width("X区优化营商环境工作专班办公室") <= TEXT_WIDTH * PT_PER_MM);
    }

    #[test]
    fn a_signer_is_centred_over_the_date_and_never_nearer_than_two_characters() {
        assert_eq!(signature_indents("营商办", "2026年2月24日"), (5.75, 4.0));
        assert_eq!(
            signature_indents(&"长".repeat(16), "2026年2月24日"),
            (2.0, 6.75)
        );
    }

    #[test]
    fn a_long_title_breaks_after_a_particle_and_never_inside_a_date() {
        assert_eq!(
            title_lines("关于2026年第7周全区优化营商环境工作办理情况的通报"),
            ["关于2026年第7周全区", "优化营商环境工作办理情况的通报"]
        );
        assert_eq!(title_lines("营商环境\n周通报"), ["营商环境", "周通报"]);
    }

    /// E52: 210 − 28 − 156 and 297 − 37 − 225.
    #[test]
    fn the_margins_are_what_the_text_area_leaves() {
        assert_eq!((RIGHT, BOTTOM), (26.0, 35.0));
        assert_eq!(RIGHT, PAGE_WIDTH - LEFT - TEXT_WIDTH);
        assert_eq!(BOTTOM, PAGE_HEIGHT - TOP - TEXT_HEIGHT);
    }

    #[test]
    fn shares_sum_to_one_and_follow_the_content() {
        let table = Table {
            head: vec!["单位".into(), "办结".into(), "卡在哪".into()],
            rows: vec![vec![
                "生态环境分局".into(),
                "12".into(),
                "等欠款单位回函，中位 9 个工作日".into(),
            ]],
            ..Table::default()
        };
        let shares = column_shares(&table);
        assert!((shares.iter().sum::<f64>() - 1.0).abs() < 1e-9);
        assert!(shares[2] > shares[0] && shares[0] > shares[1]);
    }
}
