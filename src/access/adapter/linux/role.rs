//! AccessKit's roles in AT-SPI's words, and the ARIA roles that tell more.
//!
//! <https://www.w3.org/TR/core-aam-1.2/#mapping_role>, <https://www.w3.org/TR/dpub-aam-1.1/>

use accesskit::Role;
use accesskit_consumer::NodeRef;
use atspi_common::Role as AtSpi;

use crate::access::semantics::PAGE;

/// The role of a node, its live region aside.
pub(super) fn role(node: NodeRef<'_>) -> AtSpi {
    if node.has_role_description() {
        return AtSpi::Extended;
    }
    match node.role() {
        Role::Abbr | Role::Emphasis | Role::ListMarker | Role::Strong | Role::TextRun | Role::Time => AtSpi::Static,
        Role::Alert => AtSpi::Notification,
        Role::AlertDialog => AtSpi::Alert,
        Role::Application | Role::EmbeddedObject | Role::PluginObject => AtSpi::Embedded,
        Role::Article => AtSpi::Article,
        Role::Audio => AtSpi::Audio,
        Role::Blockquote => AtSpi::BlockQuote,
        Role::Button if node.toggled().is_some() => AtSpi::ToggleButton,
        Role::Button | Role::ColorWell | Role::DefaultButton | Role::PdfActionableHighlight => AtSpi::Button,
        Role::Canvas => AtSpi::Canvas,
        Role::Caption | Role::FigureCaption => AtSpi::Caption,
        Role::Cell | Role::GridCell => AtSpi::TableCell,
        Role::CheckBox => AtSpi::CheckBox,
        Role::ColumnHeader => AtSpi::ColumnHeader,
        Role::ComboBox | Role::EditableComboBox => AtSpi::ComboBox,
        Role::Comment | Role::DocNotice | Role::DocTip | Role::Note => AtSpi::Comment,
        Role::ContentDeletion => AtSpi::ContentDeletion,
        Role::ContentInsertion => AtSpi::ContentInsertion,
        Role::DateInput | Role::DateTimeInput | Role::MonthInput | Role::TimeInput | Role::WeekInput => {
            AtSpi::DateEditor
        }
        Role::Definition => AtSpi::DescriptionValue,
        Role::DescriptionList => AtSpi::DescriptionList,
        Role::Dialog => AtSpi::Dialog,
        Role::DisclosureTriangle | Role::Switch => AtSpi::ToggleButton,
        Role::DocBackLink | Role::DocBiblioRef | Role::DocGlossRef | Role::DocNoteRef | Role::Link => AtSpi::Link,
        Role::DocBiblioEntry | Role::DocEndnote | Role::ListBoxOption | Role::ListItem => AtSpi::ListItem,
        Role::DocCover | Role::GraphicsSymbol | Role::Image => AtSpi::Image,
        Role::DocFootnote => AtSpi::Footnote,
        Role::DocPageBreak | Role::Splitter => AtSpi::Separator,
        Role::DocPageFooter | Role::SectionFooter => AtSpi::Footer,
        Role::DocPageHeader | Role::SectionHeader => AtSpi::Header,
        Role::DocSubtitle | Role::Heading => AtSpi::Heading,
        Role::Document | Role::GraphicsDocument | Role::PdfRoot | Role::SvgRoot => AtSpi::DocumentFrame,
        Role::EmailInput
        | Role::MultilineTextInput
        | Role::NumberInput
        | Role::PhoneNumberInput
        | Role::SearchInput
        | Role::TextInput
        | Role::UrlInput => AtSpi::Entry,
        Role::Form => AtSpi::Form,
        Role::GenericContainer
        | Role::LayoutTable
        | Role::LayoutTableCell
        | Role::LayoutTableRow
        | Role::Ruby
        | Role::Section
        | Role::DocAbstract
        | Role::DocColophon
        | Role::DocCredit
        | Role::DocDedication
        | Role::DocEpigraph
        | Role::DocExample
        | Role::DocPullquote
        | Role::DocQna => AtSpi::Section,
        Role::Grid | Role::ListGrid | Role::Table => AtSpi::Table,
        Role::Iframe | Role::IframePresentational => AtSpi::InternalFrame,
        Role::Label | Role::Legend => AtSpi::Label,
        Role::LineBreak | Role::RubyAnnotation => AtSpi::Static,
        Role::List => AtSpi::List,
        Role::ListBox => AtSpi::ListBox,
        Role::Log => AtSpi::Log,
        Role::Mark => AtSpi::Mark,
        Role::Marquee => AtSpi::Marquee,
        Role::Math => AtSpi::Math,
        Role::Menu | Role::MenuListPopup => AtSpi::Menu,
        Role::MenuBar => AtSpi::MenuBar,
        Role::MenuItem | Role::MenuListOption => AtSpi::MenuItem,
        Role::MenuItemCheckBox => AtSpi::CheckMenuItem,
        Role::MenuItemRadio => AtSpi::RadioMenuItem,
        Role::Meter => AtSpi::LevelBar,
        // «Static», which it is elsewhere, is a word that tells a reader nothing.
        Role::Code | Role::Paragraph => AtSpi::Paragraph,
        Role::PasswordInput => AtSpi::PasswordText,
        Role::ProgressIndicator => AtSpi::ProgressBar,
        Role::RadioButton => AtSpi::RadioButton,
        Role::RootWebArea => AtSpi::DocumentWeb,
        Role::Row => AtSpi::TableRow,
        Role::RowHeader => AtSpi::RowHeader,
        Role::ScrollBar => AtSpi::ScrollBar,
        Role::Slider => AtSpi::Slider,
        Role::SpinButton => AtSpi::SpinButton,
        Role::Status => AtSpi::StatusBar,
        Role::Suggestion => AtSpi::Suggestion,
        Role::Tab => AtSpi::PageTab,
        Role::TabList => AtSpi::PageTabList,
        Role::TabPanel => AtSpi::ScrollPane,
        Role::Term => AtSpi::DescriptionTerm,
        Role::Terminal => AtSpi::Terminal,
        Role::Timer => AtSpi::Timer,
        Role::TitleBar => AtSpi::TitleBar,
        Role::Toolbar => AtSpi::ToolBar,
        Role::Tooltip => AtSpi::ToolTip,
        Role::Tree => AtSpi::Tree,
        Role::TreeGrid => AtSpi::TreeTable,
        Role::TreeItem => AtSpi::TreeItem,
        Role::Video => AtSpi::Video,
        // A frame has a title and buttons; AT-SPI's window has none.
        Role::Window => AtSpi::Frame,
        // Of what is around the caret it is the only one that Orca calls by its label and nothing besides.
        Role::Group if node.data().class_name() == Some(PAGE) => AtSpi::Page,
        Role::Details
        | Role::Feed
        | Role::Figure
        | Role::GraphicsObject
        | Role::Group
        | Role::Pane
        | Role::RadioGroup
        | Role::RowGroup
        | Role::ScrollView
        | Role::WebView => AtSpi::Panel,
        Role::Caret | Role::ImeCandidate | Role::Keyboard => AtSpi::RedundantObject,
        Role::Unknown => AtSpi::Unknown,
        // What is left divides the screen or a book.
        _ => AtSpi::Landmark,
    }
}

/// The ARIA role, for what AT-SPI has one word for and ARIA has several.
pub(super) fn xml_role(role: Role) -> Option<&'static str> {
    Some(match role {
        Role::Banner | Role::Header => "banner",
        Role::Complementary => "complementary",
        Role::ContentInfo | Role::Footer => "contentinfo",
        Role::Main => "main",
        Role::Navigation => "navigation",
        Role::Region => "region",
        Role::Search => "search",
        Role::Figure => "figure",
        // Without it, Orca looks through one that has neither a name nor headers.
        Role::Table => "table",
        Role::Feed => "feed",
        Role::Switch => "switch",
        Role::Heading => "heading",
        Role::Code => "code",
        Role::Note => "note",
        Role::Math => "math",
        Role::DocAbstract => "doc-abstract",
        Role::DocAcknowledgements => "doc-acknowledgments",
        Role::DocAfterword => "doc-afterword",
        Role::DocAppendix => "doc-appendix",
        Role::DocBackLink => "doc-backlink",
        Role::DocBiblioEntry => "doc-biblioentry",
        Role::DocBibliography => "doc-bibliography",
        Role::DocBiblioRef => "doc-biblioref",
        Role::DocChapter => "doc-chapter",
        Role::DocColophon => "doc-colophon",
        Role::DocConclusion => "doc-conclusion",
        Role::DocCover => "doc-cover",
        Role::DocCredit => "doc-credit",
        Role::DocCredits => "doc-credits",
        Role::DocDedication => "doc-dedication",
        Role::DocEndnote => "doc-endnote",
        Role::DocEndnotes => "doc-endnotes",
        Role::DocEpigraph => "doc-epigraph",
        Role::DocEpilogue => "doc-epilogue",
        Role::DocErrata => "doc-errata",
        Role::DocExample => "doc-example",
        Role::DocFootnote => "doc-footnote",
        Role::DocForeword => "doc-foreword",
        Role::DocGlossary => "doc-glossary",
        Role::DocGlossRef => "doc-glossref",
        Role::DocIndex => "doc-index",
        Role::DocIntroduction => "doc-introduction",
        Role::DocNoteRef => "doc-noteref",
        Role::DocNotice => "doc-notice",
        Role::DocPageBreak => "doc-pagebreak",
        Role::DocPageFooter => "doc-pagefooter",
        Role::DocPageHeader => "doc-pageheader",
        Role::DocPageList => "doc-pagelist",
        Role::DocPart => "doc-part",
        Role::DocPreface => "doc-preface",
        Role::DocPrologue => "doc-prologue",
        Role::DocPullquote => "doc-pullquote",
        Role::DocQna => "doc-qna",
        Role::DocSubtitle => "doc-subtitle",
        Role::DocTip => "doc-tip",
        Role::DocToc => "doc-toc",
        _ => return None,
    })
}
