//! Line icons on a 24 grid. An icon never stands without a word, so each is hidden from readers.

use std::fmt;

/// The icons there are. In a template: `{{ crate::kit::Icon::Phone }}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    /// Magnifier.
    Search,
    /// Telephone.
    Phone,
    /// Sheet of paper: apply.
    Document,
    /// Speech bubble: ask.
    Ask,
    /// Clock: look up progress.
    Clock,
    /// Star: review.
    Star,
    /// Onward.
    Right,
    /// Back.
    Left,
    /// Opens below.
    Down,
    /// Closed identity.
    Lock,
    /// Somebody looked.
    Eye,
    /// Attachment.
    Clip,
    /// Error.
    Warning,
    /// Proved.
    Proved,
    /// Sort.
    Sort,
    /// Remove.
    Cross,
}

impl fmt::Display for Icon {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = match self {
            Self::Search => "<circle cx='11' cy='11' r='7'/><path d='m16.5 16.5 4.5 4.5'/>",
            Self::Phone => {
                "<path d='M5 3h4l2 5-2.5 1.5a11 11 0 0 0 6 6L16 13l5 2v4a2 2 0 0 1-2 2A16 16 0 0 1 3 5a2 2 0 0 1 2-2'/>"
            }
            Self::Document => {
                "<path d='M14 3H6a1 1 0 0 0-1 1v16a1 1 0 0 0 1 1h12a1 1 0 0 0 1-1V8l-5-5v5h5M9 13h6M9 17h6'/>"
            }
            Self::Ask => "<path d='M4 4h16v12H9l-5 4zM8 8.5h8M8 12h5'/>",
            Self::Clock => "<circle cx='12' cy='12' r='9'/><path d='M12 7v5l3 2'/>",
            Self::Star => {
                "<path d='m12 3 2.7 5.8 6.3.7-4.7 4.3 1.3 6.2-5.6-3.2L6.4 20l1.3-6.2L3 9.5l6.3-.7z'/>"
            }
            Self::Right => "<path d='m9 6 6 6-6 6'/>",
            Self::Left => "<path d='m15 6-6 6 6 6'/>",
            Self::Down => "<path d='m6 9 6 6 6-6'/>",
            Self::Lock => {
                "<rect x='5' y='11' width='14' height='10' rx='2'/><path d='M8 11V7a4 4 0 0 1 8 0v4'/>"
            }
            Self::Eye => {
                "<path d='M2 12s4-7 10-7 10 7 10 7-4 7-10 7-10-7-10-7z'/><circle cx='12' cy='12' r='3'/>"
            }
            Self::Clip => {
                "<path d='m20 11-8.5 8.5a5 5 0 0 1-7-7L13 4a3.4 3.4 0 0 1 5 5l-8.5 8.500a1.7 1.7 0 0 1-2.5-2.500L14.5 7.5'/>"
            }
            Self::Warning => "<path d='M12 4 2.5 20h19zM12 10v4.5'/><path d='M12 17.300v.1'/>",
            Self::Proved => "<circle cx='12' cy='12' r='9'/><path d='m8 12 3 3 5-6'/>",
            Self::Sort => "<path d='M8 4v16m-4-4 4 4 4-4M16 20V4m-4 4 4-4 4 4'/>",
            Self::Cross => "<path d='m6 6 12 12M18 6 6 18'/>",
        };
        write!(
            f,
            "<svg class='icon' viewBox='0 0 24 24' aria-hidden='true'>{path}</svg>"
        )
    }
}

impl askama::filters::HtmlSafe for Icon {}

/// The mark of Banjie: a ticked square. Its word stands beside it.
pub const MARK: &str = "<svg viewBox='0 0 30 30' aria-hidden='true'><rect width='30' height='30' rx='6' fill='#0E5566'/><path d='M22 14.500V22H8V8h11' fill='none' stroke='#fff' stroke-width='2.2'/><path d='m11.5 14 4 4L23 9' fill='none' stroke='#fff' stroke-width='2.2'/></svg>";
