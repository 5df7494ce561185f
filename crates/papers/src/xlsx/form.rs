//! Import templates and the report of rejected rows: sheet 填写 and sheet 说明.

use jiff::civil::Date;
use rust_xlsxwriter::{DataValidation, DataValidationErrorStyle, Worksheet, XlsxError};

use super::{Look, refusal, workbook};
use crate::paper::PaperError;
use crate::sheet::Row;
use crate::template::{ColumnKind, Template};

/// The sheet that people fill in.
pub const FILL_SHEET: &str = "填写";
/// The sheet that explains.
pub const HELP_SHEET: &str = "说明";
/// The column that says why a row was refused.
pub const REASON_TITLE: &str = "退回原因";

/// The empty import file of a template: sheet 填写 with head, example row and drop-downs, sheet
/// 说明 with the limits first.
///
/// # Errors
/// [`PaperError::Writer`] when a drop-down's choices are longer than 255 characters in all.
pub fn template(template: &Template, created: Date) -> Result<Vec<u8>, PaperError> {
    let mut book = workbook(&template.name, created).map_err(refusal)?;
    let look = Look::new();
    let sheet = book.add_worksheet();
    fill_sheet(sheet, template, &look, None).map_err(refusal)?;
    for (column, definition) in (0u16..).zip(&template.columns) {
        sheet
            .write_string_with_format(1, column, &definition.example, &look.example)
            .map_err(refusal)?;
    }
    help_sheet(book.add_worksheet(), template, &look).map_err(refusal)?;
    book.save_to_buffer().map_err(refusal)
}

/// The refused rows in the form of the template with a last column that says why, so that they can
/// be mended and handed in again. Row numbers are those of the uploaded file.
///
/// # Errors
/// [`PaperError::Writer`] as for [`template`].
pub fn reject_report(
    template: &Template,
    rejected: &[(Row, Vec<String>)],
    created: Date,
) -> Result<Vec<u8>, PaperError> {
    let mut book = workbook(&template.name, created).map_err(refusal)?;
    let look = Look::new();
    let sheet = book.add_worksheet();
    let last = u16::try_from(template.columns.len()).unwrap_or(u16::MAX);
    fill_sheet(sheet, template, &look, Some(last)).map_err(refusal)?;
    for (row, (source, reasons)) in (1u32..).zip(rejected) {
        for (column, text) in (0..last).zip(&source.cells) {
            sheet
                .write_string_with_format(row, column, text, &look.text)
                .map_err(refusal)?;
        }
        let reason = format!("原表第{}行：{}", source.number, reasons.join("；"));
        sheet
            .write_string_with_format(row, last, reason, &look.reason)
            .map_err(refusal)?;
    }
    help_sheet(book.add_worksheet(), template, &look).map_err(refusal)?;
    book.save_to_buffer().map_err(refusal)
}

fn fill_sheet(
    sheet: &mut Worksheet,
    template: &Template,
    look: &Look,
    reason: Option<u16>,
) -> Result<(), XlsxError> {
    sheet.set_name(FILL_SHEET)?;
    for (column, definition) in (0u16..).zip(&template.columns) {
        sheet.set_column_width(column, f64::from(definition.width.max(8)))?;
        // Text format for whole columns: Excel then keeps every digit of codes and telephones.
        sheet.set_column_format(column, &look.text)?;
        let (title, format) = if definition.required {
            (format!("{}*", definition.title), &look.required)
        } else {
            (definition.title.clone(), &look.head)
        };
        sheet.write_string_with_format(0, column, title, format)?;
        if let ColumnKind::Choice(choices) = &definition.kind {
            let mut validation = DataValidation::new()
                .allow_list_strings(choices)?
                .set_error_title("请从列表中选")?
                .set_error_message("这一列只能填下拉列表里的内容")?;
            // Pasted values are checked again on import; typing something else is only warned of.
            validation = validation.set_error_style(DataValidationErrorStyle::Warning);
            sheet.add_data_validation(1, column, template.max_rows + 1, column, &validation)?;
        }
    }
    if let Some(column) = reason {
        sheet.set_column_width(column, 48)?;
        sheet.write_string_with_format(0, column, REASON_TITLE, &look.head)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    Ok(())
}

fn help_sheet(sheet: &mut Worksheet, template: &Template, look: &Look) -> Result<(), XlsxError> {
    sheet.set_name(HELP_SHEET)?;
    let mut row = 0;
    let mut lines = vec![
        template.name.clone(),
        format!(
            "一次最多 {} 行，文件不超过 {} MB，只收 .xlsx 和 .csv。",
            template.max_rows,
            crate::sheet::MAX_BYTES >> 20
        ),
        "请在“填写”表里填，第 2 行是示例，导入时会跳过。红色带 * 的列必填。".to_owned(),
        "统一社会信用代码、电话等请保持文本格式，否则 Excel 会丢失末位。".to_owned(),
        "导入前会先检查，不会直接写入；重复导入同一份表不会重复登记。".to_owned(),
    ];
    lines.extend(template.notes.iter().cloned());
    for line in lines {
        let format = if row == 0 { &look.mark } else { &look.note };
        sheet.write_string_with_format(row, 0, line, format)?;
        row += 1;
    }
    row += 1;
    for (column, (title, width)) in (0u16..).zip([
        ("列名", 22.0),
        ("必填", 8.0),
        ("怎么填", 60.0),
        ("示例", 40.0),
    ]) {
        sheet.set_column_width(column, width)?;
        sheet.write_string_with_format(row, column, title, &look.head)?;
    }
    for definition in &template.columns {
        row += 1;
        let required = if definition.required { "必填" } else { "" };
        let help = format!("{}{}", definition.kind.hint(), definition.help);
        for (column, text) in (0u16..).zip([
            definition.title.as_str(),
            required,
            help.as_str(),
            definition.example.as_str(),
        ]) {
            sheet.write_string_with_format(row, column, text, &look.text)?;
        }
    }
    Ok(())
}
