//! The five levels of 好差评 as one bar, centred on the neutral one.

use askama::Template;

use crate::kit::part;

/// A piece of the bar.
struct Piece {
    x: u64,
    width: u64,
    colour: &'static str,
}

/// Five counts as a diverging bar: the middle of 基本满意 stands in the middle. The counts stand
/// beside it in words, so the colours are never alone.
#[derive(Clone, Debug, Default, Template)]
#[template(
    ext = "html",
    source = r##"<svg width="100%" height="14" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true">{% for p in self.pieces() %}<rect x="{{ p.x }}" width="{{ p.width }}" height="10" fill="{{ p.colour }}"/>{% endfor %}</svg>"##
)]
pub struct LevelBar {
    /// Counts of levels 1 to 5.
    pub levels: [u64; 5],
}

part!(LevelBar);

/// 非常不满意 … 非常满意, told apart also by weak colour sight.
const COLOURS: [&str; 5] = ["#8F3F06", "#DFA26F", "#D5DADE", "#7FB0BB", "#0E5566"];

impl LevelBar {
    fn pieces(&self) -> Vec<Piece> {
        let total: u64 = self.levels.iter().sum();
        if total == 0 {
            return Vec::new();
        }
        // Half of the bar for each side: a bar of one level only still fits.
        let width = |n: u64| n * 500 / total;
        let bad: u64 = self.levels[..2].iter().map(|n| width(*n)).sum();
        let mut x = 500 - bad - width(self.levels[2]) / 2;
        let mut pieces = Vec::new();
        for (n, colour) in self.levels.into_iter().zip(COLOURS) {
            let width = width(n);
            pieces.push(Piece { x, width, colour });
            x += width;
        }
        pieces
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_neutral_level_stands_in_the_middle() {
        let bar = LevelBar {
            levels: [10, 10, 20, 40, 20],
        };
        let pieces = bar.pieces();
        assert_eq!((pieces[0].x, pieces[2].x, pieces[2].width), (350, 450, 100));
        assert_eq!(pieces[4].x + pieces[4].width, 850);
        assert!(LevelBar::default().pieces().is_empty());
    }
}
