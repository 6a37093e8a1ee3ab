//! Where the text of a group goes: into the book, into what is known of it, or nowhere.

/// A destination.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Destination {
    Text,
    /// Nothing in it is read.
    Nowhere,
    /// Its own text is not read; what is known inside of it is.
    Quiet,
    Fonts,
    Styles,
    /// One style of them.
    Style,
    Info,
    /// One value of it.
    Title,
    Author,
    Subject,
    Description,
    /// The marker of an item, as it is printed.
    Marker,
    /// What a field is to do.
    Instruction,
    Bookmark,
    /// A drawing's property and its value.
    Property,
    Value,
    /// A picture, digits and words; a shape, which may hold one.
    Picture,
    Shape,
    /// A note; a box of text.
    Note,
    Box,
}

impl Destination {
    /// Whether text in it is that of a paragraph of the book.
    pub(super) fn is_text(self) -> bool {
        matches!(self, Self::Text | Self::Note | Self::Box)
    }

    /// Whether its own text is not read.
    pub(super) fn is_silent(self) -> bool {
        matches!(self, Self::Nowhere | Self::Quiet | Self::Picture | Self::Shape)
    }
}

/// The destination that a control word at the start of a group opens; `None` for a word of another kind. `from` is where
/// the text around goes.
pub(super) fn of(word: &str, from: Destination) -> Option<Destination> {
    use Destination as To;
    Some(match word {
        "fonttbl" => To::Fonts,
        "stylesheet" => To::Styles,
        "info" => To::Info,
        "title" if from == To::Info => To::Title,
        "author" if from == To::Info => To::Author,
        "subject" | "keywords" if from == To::Info => To::Subject,
        "doccomm" if from == To::Info => To::Description,
        "listtext" | "pntext" => To::Marker,
        "fldinst" => To::Instruction,
        "bkmkstart" => To::Bookmark,
        "sn" => To::Property,
        "sv" => To::Value,
        "footnote" => To::Note,
        "shptxt" | "dptxbxtext" => To::Box,
        "pict" => To::Picture,
        "shp" => To::Shape,
        "shpinst" | "shppict" | "picprop" | "do" | "sp" | "upr" => To::Quiet,
        "colortbl" | "header" | "headerl" | "headerr" | "headerf" | "footer" | "footerl" | "footerr" | "footerf"
        | "ftnsep" | "ftnsepc" | "ftncn" | "aftnsep" | "aftnsepc" | "aftncn" | "pnseclvl" | "listtable"
        | "listoverridetable" | "revtbl" | "rsidtbl" | "xe" | "tc" | "rxe" | "txe" | "annotation" | "atnid"
        | "atnauthor" | "atnref" | "atndate" | "atntime" | "atnicn" | "atrfstart" | "atrfend" | "bkmkend"
        | "nonshppict" | "objdata" | "objclass" | "objname" | "formfield" | "template" | "filetbl" | "xmlnstbl"
        | "themedata" | "colorschememapping" | "datastore" | "latentstyles" | "generator" | "nonesttables"
        | "pntxta" | "pntxtb" | "mmathpr" | "private" | "fontemb" | "falt" | "panose" | "nesttableprops" => To::Nowhere,
        _ => return None,
    })
}
