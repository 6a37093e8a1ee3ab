//! Which methods and properties there are, and who answers them.
//!
//! <https://dbus.freedesktop.org/doc/dbus-specification.html#standard-interfaces>

use std::fmt::Write;

use zbus::zvariant::OwnedValue;

use super::accessible::Asked;
use super::call::{Answer, Call, Refusal, long, short};
use super::object;

/// Name, arguments, answer.
type Method = (&'static str, &'static str, &'static str);

/// An interface as it is described to those who ask.
pub(super) struct Described {
    pub name: &'static str,
    pub methods: &'static [Method],
    /// Name, type, whether it can be written.
    pub properties: &'static [(&'static str, &'static str, bool)],
}

pub(super) const INTERFACES: &[Described] = &[
    Described {
        name: "Accessible",
        methods: &[
            ("GetChildAtIndex", "i", "(so)"),
            ("GetChildren", "", "a(so)"),
            ("GetIndexInParent", "", "i"),
            ("GetRelationSet", "", "a(ua(so))"),
            ("GetRole", "", "u"),
            ("GetRoleName", "", "s"),
            ("GetLocalizedRoleName", "", "s"),
            ("GetState", "", "au"),
            ("GetAttributes", "", "a{ss}"),
            ("GetApplication", "", "(so)"),
            ("GetInterfaces", "", "as"),
        ],
        properties: &[
            ("Name", "s", false),
            ("Description", "s", false),
            ("Parent", "(so)", false),
            ("ChildCount", "i", false),
            ("Locale", "s", false),
            ("AccessibleId", "s", false),
            ("HelpText", "s", false),
        ],
    },
    Described {
        name: "Application",
        methods: &[("GetLocale", "u", "s"), ("GetApplicationBusAddress", "", "s")],
        properties: &[
            ("ToolkitName", "s", false),
            ("Version", "s", false),
            ("ToolkitVersion", "s", false),
            ("AtspiVersion", "s", false),
            ("Id", "i", true),
        ],
    },
    Described {
        name: "Action",
        methods: &[
            ("GetDescription", "i", "s"),
            ("GetName", "i", "s"),
            ("GetLocalizedName", "i", "s"),
            ("GetKeyBinding", "i", "s"),
            ("GetActions", "", "a(sss)"),
            ("DoAction", "i", "b"),
        ],
        properties: &[("NActions", "i", false)],
    },
    Described {
        name: "Collection",
        methods: &[
            ("GetMatches", "(aiia{ss}iaiiasib)uib", "a(so)"),
            ("GetMatchesTo", "o(aiia{ss}iaiiasib)uubib", "a(so)"),
            ("GetMatchesFrom", "o(aiia{ss}iaiiasib)uuib", "a(so)"),
            ("GetActiveDescendant", "", "(so)"),
        ],
        properties: &[],
    },
    Described {
        name: "Component",
        methods: &[
            ("Contains", "iiu", "b"),
            ("GetAccessibleAtPoint", "iiu", "(so)"),
            ("GetExtents", "u", "(iiii)"),
            ("GetPosition", "u", "ii"),
            ("GetSize", "", "ii"),
            ("GetLayer", "", "u"),
            ("GetMDIZOrder", "", "n"),
            ("GrabFocus", "", "b"),
            ("GetAlpha", "", "d"),
            ("SetExtents", "iiiiu", "b"),
            ("SetPosition", "iiu", "b"),
            ("SetSize", "ii", "b"),
            ("ScrollTo", "u", "b"),
            ("ScrollToPoint", "uii", "b"),
        ],
        properties: &[],
    },
    Described {
        name: "Document",
        methods: &[
            ("GetLocale", "", "s"),
            ("GetAttributeValue", "s", "s"),
            ("GetAttributes", "", "a{ss}"),
            ("GetTextSelections", "", "a((so)i(so)ib)"),
            ("SetTextSelections", "a((so)i(so)ib)", "b"),
        ],
        properties: &[("CurrentPageNumber", "i", false), ("PageCount", "i", false)],
    },
    Described {
        name: "EditableText",
        methods: &[
            ("SetTextContents", "s", "b"),
            ("InsertText", "isi", "b"),
            ("CopyText", "ii", ""),
            ("CutText", "ii", "b"),
            ("DeleteText", "ii", "b"),
            ("PasteText", "i", "b"),
        ],
        properties: &[],
    },
    Described {
        name: "Hyperlink",
        methods: &[("GetObject", "i", "(so)"), ("GetURI", "i", "s"), ("IsValid", "", "b")],
        properties: &[("NAnchors", "n", false), ("StartIndex", "i", false), ("EndIndex", "i", false)],
    },
    Described {
        name: "Hypertext",
        methods: &[("GetNLinks", "", "i"), ("GetLink", "i", "(so)"), ("GetLinkIndex", "i", "i")],
        properties: &[],
    },
    Described {
        name: "Image",
        methods: &[("GetImageExtents", "u", "(iiii)"), ("GetImagePosition", "u", "ii"), ("GetImageSize", "", "ii")],
        properties: &[("ImageDescription", "s", false), ("ImageLocale", "s", false)],
    },
    Described {
        name: "Selection",
        methods: &[
            ("GetSelectedChild", "i", "(so)"),
            ("SelectChild", "i", "b"),
            ("DeselectSelectedChild", "i", "b"),
            ("IsChildSelected", "i", "b"),
            ("SelectAll", "", "b"),
            ("ClearSelection", "", "b"),
            ("DeselectChild", "i", "b"),
        ],
        properties: &[("NSelectedChildren", "i", false)],
    },
    Described {
        name: "Table",
        methods: &[
            ("GetAccessibleAt", "ii", "(so)"),
            ("GetIndexAt", "ii", "i"),
            ("GetRowAtIndex", "i", "i"),
            ("GetColumnAtIndex", "i", "i"),
            ("GetRowDescription", "i", "s"),
            ("GetColumnDescription", "i", "s"),
            ("GetRowExtentAt", "ii", "i"),
            ("GetColumnExtentAt", "ii", "i"),
            ("GetRowHeader", "i", "(so)"),
            ("GetColumnHeader", "i", "(so)"),
            ("GetSelectedRows", "", "ai"),
            ("GetSelectedColumns", "", "ai"),
            ("IsRowSelected", "i", "b"),
            ("IsColumnSelected", "i", "b"),
            ("IsSelected", "ii", "b"),
            ("AddRowSelection", "i", "b"),
            ("AddColumnSelection", "i", "b"),
            ("RemoveRowSelection", "i", "b"),
            ("RemoveColumnSelection", "i", "b"),
            ("GetRowColumnExtentsAtIndex", "i", "biiiib"),
        ],
        properties: &[
            ("NRows", "i", false),
            ("NColumns", "i", false),
            ("Caption", "(so)", false),
            ("Summary", "(so)", false),
            ("NSelectedRows", "i", false),
            ("NSelectedColumns", "i", false),
        ],
    },
    Described {
        name: "TableCell",
        methods: &[
            ("GetRowColumnSpan", "", "biiii"),
            ("GetColumnHeaderCells", "", "a(so)"),
            ("GetRowHeaderCells", "", "a(so)"),
        ],
        properties: &[
            ("ColumnSpan", "i", false),
            ("Position", "(ii)", false),
            ("RowSpan", "i", false),
            ("Table", "(so)", false),
        ],
    },
    Described {
        name: "Text",
        methods: &[
            ("GetStringAtOffset", "iu", "sii"),
            ("GetText", "ii", "s"),
            ("SetCaretOffset", "i", "b"),
            ("GetTextBeforeOffset", "iu", "sii"),
            ("GetTextAtOffset", "iu", "sii"),
            ("GetTextAfterOffset", "iu", "sii"),
            ("GetCharacterAtOffset", "i", "i"),
            ("GetAttributeValue", "is", "s"),
            ("GetAttributes", "i", "a{ss}ii"),
            ("GetDefaultAttributes", "", "a{ss}"),
            ("GetCharacterExtents", "iu", "iiii"),
            ("GetOffsetAtPoint", "iiu", "i"),
            ("GetNSelections", "", "i"),
            ("GetSelection", "i", "ii"),
            ("AddSelection", "ii", "b"),
            ("RemoveSelection", "i", "b"),
            ("SetSelection", "iii", "b"),
            ("GetRangeExtents", "iiu", "iiii"),
            ("GetBoundedRanges", "iiiiuuu", "a(iisv)"),
            ("GetAttributeRun", "ib", "a{ss}ii"),
            ("GetDefaultAttributeSet", "", "a{ss}"),
            ("ScrollSubstringTo", "iiu", "b"),
            ("ScrollSubstringToPoint", "iiuii", "b"),
        ],
        properties: &[("CharacterCount", "i", false), ("CaretOffset", "i", false)],
    },
    Described {
        name: "Value",
        methods: &[],
        properties: &[
            ("MinimumValue", "d", false),
            ("MaximumValue", "d", false),
            ("MinimumIncrement", "d", false),
            ("CurrentValue", "d", true),
            ("Text", "s", false),
        ],
    },
];

pub(super) fn described(name: &str) -> Option<&'static Described> {
    INTERFACES.iter().find(|described| described.name == name)
}

/// The description of an object with these interfaces, as XML.
pub(super) fn introspection(interfaces: &[&str]) -> String {
    let mut xml = String::from(concat!(
        "<!DOCTYPE node PUBLIC \"-//freedesktop//DTD D-BUS Object Introspection 1.0//EN\"\n",
        "\"http://www.freedesktop.org/standards/dbus/1.0/introspect.dtd\">\n<node>\n",
    ));
    for described in interfaces.iter().filter_map(|name| described(name)) {
        let _ = writeln!(xml, " <interface name=\"{}\">", long(described.name));
        for (name, takes, gives) in described.methods {
            let _ = write!(xml, "  <method name=\"{name}\">");
            for (way, types) in [("in", takes), ("out", gives)] {
                for kind in split(types) {
                    let _ = write!(xml, "<arg direction=\"{way}\" type=\"{kind}\"/>");
                }
            }
            xml.push_str("</method>\n");
        }
        for (name, kind, write) in described.properties {
            let access = if *write { "readwrite" } else { "read" };
            let _ = writeln!(xml, "  <property name=\"{name}\" type=\"{kind}\" access=\"{access}\"/>");
        }
        xml.push_str(" </interface>\n");
    }
    xml.push_str("</node>\n");
    xml
}

/// The complete types of a signature.
pub(super) fn split(types: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let (mut start, mut depth) = (0, 0);
    for (index, mark) in types.char_indices() {
        match mark {
            '(' | '{' => depth += 1,
            ')' | '}' => depth -= 1,
            'a' => continue,
            _ => {}
        }
        if depth == 0 {
            found.push(&types[start..=index]);
            start = index + 1;
        }
    }
    found
}

impl Asked<'_> {
    /// Whether the object answers to an interface. A document's whole text can be asked for, though nobody is told.
    fn has(&self, interface: &str) -> bool {
        object::interfaces(self.node).contains(&interface)
            || interface == "Text" && object::text_kind(self.node).is_some()
    }

    pub fn answer(&self, call: &Call<'_>) -> Answer {
        let interface = match call.interface() {
            // The interface may be left out.
            "" => INTERFACES.iter().find(|described| described.methods.iter().any(|(name, ..)| *name == call.member())),
            name => short(name).and_then(described),
        };
        let interface = interface.ok_or(Refusal::Interface)?.name;
        if !self.has(interface) {
            return Err(Refusal::Interface);
        }
        match interface {
            "Accessible" => self.accessible(call),
            "Action" => self.action(call),
            "Collection" => self.collection(call),
            "Component" => self.component(call),
            "Document" => self.document(call),
            "EditableText" => self.editable(call),
            "Hyperlink" => self.hyperlink(call),
            "Hypertext" => self.hypertext(call),
            "Image" => self.image(call),
            "Selection" => self.selection(call),
            "Table" => self.table(call),
            "TableCell" => self.table_cell(call),
            "Text" => self.text(call),
            _ => Err(Refusal::Method),
        }
    }

    pub fn property(&self, interface: &str, name: &str, call: &Call<'_>) -> Result<OwnedValue, Refusal> {
        if !self.has(interface) {
            return Err(Refusal::Interface);
        }
        match interface {
            "Accessible" => self.accessible_property(name, call),
            "Action" if name == "NActions" => super::call::value(object::actions(self.node).len() as i32),
            "Document" => self.document_property(name),
            "Hyperlink" => self.hyperlink_property(name),
            "Image" => self.image_property(name),
            "Selection" => self.selection_property(name),
            "Table" => self.table_property(name, call),
            "TableCell" => self.table_cell_property(name, call),
            "Text" => self.text_property(name),
            "Value" => self.value_property(name),
            _ => Err(Refusal::Property),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signatures_are_split_into_complete_types() {
        assert_eq!(split("o(aiia{ss}iaiiasib)uubib"), ["o", "(aiia{ss}iaiiasib)", "u", "u", "b", "i", "b"]);
        assert_eq!(split("a{ss}ii"), ["a{ss}", "i", "i"]);
        assert_eq!(split(""), Vec::<&str>::new());
    }
}
