//! Fonts of the machine: found at run time, never committed.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use krilla::text::Font;
use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, MetadataProvider};

use crate::paper::PaperError;

/// Folders in which fonts are looked for: Fandol as TeX installs it, Noto as Debian does.
pub const FONT_PLACES: [&str; 4] = [
    "/usr/share/texlive/texmf-dist/fonts/opentype/public/fandol",
    "/usr/share/fonts/opentype/fandol",
    "/usr/share/fonts/opentype/noto",
    "/usr/share/fonts/noto-cjk",
];

/// The Debian package without which no paper can be set.
const PACKAGE: &str = "fonts-noto-cjk";
/// The place of Simplified Chinese in Noto's collections (Debian's order: JP KR SC TC HK).
const NOTO_SC: u32 = 2;
/// Shown where no font has the character, as printers always did.
const GETA: char = '〓';

/// What a piece of text is set in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Role {
    /// 仿宋: text.
    Fang,
    /// 小标宋: issuer and title.
    Title,
    /// 黑体: first-level headings, table heads.
    Hei,
    /// 楷体: second-level headings.
    Kai,
    /// 宋体: page numbers.
    Song,
}

impl Role {
    /// Files in the order of preference. Noto stands last: Fandol lacks rarer characters (镕 喆 堃).
    fn files(self) -> &'static [&'static str] {
        match self {
            Self::Fang => &["FandolFang-Regular.otf", "NotoSerifCJK-Regular.ttc"],
            Self::Title => &["FandolSong-Bold.otf", "NotoSerifCJK-Bold.ttc"],
            Self::Hei => &["FandolHei-Regular.otf", "NotoSansCJK-Regular.ttc"],
            Self::Kai => &["FandolKai-Regular.otf", "NotoSerifCJK-Regular.ttc"],
            Self::Song => &["FandolSong-Regular.otf", "NotoSerifCJK-Regular.ttc"],
        }
    }
}

/// A glyph of one of the loaded faces.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Glyph {
    /// Index of the face in [`Fonts`].
    pub face: usize,
    /// Glyph number in the face.
    pub id: u32,
    /// Width as a share of the font size.
    pub advance: f64,
}

struct Face {
    path: PathBuf,
    data: Arc<Vec<u8>>,
    index: u32,
    font: Font,
}

/// The faces that a paper needed so far; a face is read when its first character comes.
pub(super) struct Fonts {
    files: HashMap<&'static str, PathBuf>,
    faces: Vec<Face>,
    glyphs: HashMap<(Role, char), Glyph>,
}

impl Fonts {
    /// Looks which font files there are.
    pub(super) fn find(places: &[&Path]) -> Result<Self, PaperError> {
        let mut files = HashMap::new();
        for role in [Role::Fang, Role::Title, Role::Hei, Role::Kai, Role::Song] {
            for name in role.files() {
                if let Some(path) = places.iter().map(|p| p.join(name)).find(|p| p.is_file()) {
                    files.insert(*name, path);
                }
            }
            // Without the last one a rare character in a name would vanish.
            if let Some(last) = role
                .files()
                .last()
                .filter(|last| !files.contains_key(*last))
            {
                return Err(missing(last));
            }
        }
        Ok(Self {
            files,
            faces: Vec::new(),
            glyphs: HashMap::new(),
        })
    }

    /// The loaded face, for drawing.
    pub(super) fn font(&self, face: usize) -> &Font {
        &self.faces[face].font
    }

    /// The glyph of a character: from the first font that has it, else 〓.
    pub(super) fn glyph(&mut self, role: Role, character: char) -> Result<Glyph, PaperError> {
        if let Some(known) = self.glyphs.get(&(role, character)) {
            return Ok(*known);
        }
        for wanted in [character, GETA] {
            for name in role.files() {
                let Some(path) = self.files.get(name).cloned() else {
                    continue;
                };
                let face = self.load(name, path)?;
                if let Some(glyph) = self.lookup(face, wanted) {
                    self.glyphs.insert((role, character), glyph);
                    return Ok(glyph);
                }
            }
        }
        Err(missing(name_of_last(role)))
    }

    fn load(&mut self, name: &str, path: PathBuf) -> Result<usize, PaperError> {
        if let Some(face) = self.faces.iter().position(|face| face.path == path) {
            return Ok(face);
        }
        let index = if name.starts_with("Noto") { NOTO_SC } else { 0 };
        let data = Arc::new(std::fs::read(&path).map_err(|_| missing(name))?);
        let font = Font::new(data.clone().into(), index).ok_or_else(|| missing(name))?;
        self.faces.push(Face {
            path,
            data,
            index,
            font,
        });
        Ok(self.faces.len() - 1)
    }

    fn lookup(&self, face: usize, character: char) -> Option<Glyph> {
        let Face { data, index, .. } = &self.faces[face];
        let font = FontRef::from_index(data, *index).ok()?;
        let id = font.charmap().map(character)?;
        let metrics = font.glyph_metrics(Size::new(1.0), LocationRef::default());
        Some(Glyph {
            face,
            id: id.to_u32(),
            advance: f64::from(metrics.advance_width(id)?),
        })
    }
}

fn name_of_last(role: Role) -> &'static str {
    role.files().last().copied().unwrap_or_default()
}

fn missing(file: &str) -> PaperError {
    PaperError::FontMissing {
        family: file
            .trim_end_matches(".ttc")
            .trim_end_matches(".otf")
            .to_owned(),
        package: PACKAGE.to_owned(),
    }
}
