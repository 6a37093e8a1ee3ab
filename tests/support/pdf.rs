//! PDFs made at test time: lines of text where a test wants them.

use lopdf::content::{Content, Operation};
use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary};

/// A page 612 points wide and 792 high.
#[derive(Default)]
pub struct Page {
    operations: Vec<Operation>,
}

impl Page {
    pub fn new() -> Self {
        Self::default()
    }

    /// A line in this size at this place, counted from the lower left corner. Letters are half as wide as the size.
    pub fn line(mut self, size: i64, left: i64, bottom: i64, text: &str) -> Self {
        let shown: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let place = [1.into(), 0.into(), 0.into(), 1.into(), left.into(), bottom.into()].to_vec();
        self.operations.extend([
            Operation::new("BT", vec![]),
            Operation::new("Tf", vec!["F1".into(), size.into()]),
            Operation::new("Tm", place),
            Operation::new("Tj", vec![Object::String(shown, lopdf::StringFormat::Hexadecimal)]),
            Operation::new("ET", vec![]),
        ]);
        self
    }

    /// Lines of 10 points under one another, 13 points apart, from the top.
    pub fn text(mut self, text: &str) -> Self {
        for (number, line) in text.lines().enumerate() {
            self = self.line(10, 72, 700 - 13 * number as i64, line.trim());
        }
        self
    }

    pub fn operation(mut self, operator: &str, operands: Vec<Object>) -> Self {
        self.operations.push(Operation::new(operator, operands));
        self
    }

    fn content(&self) -> Vec<u8> {
        Content { operations: self.operations.as_slice() }.encode().expect("encoded")
    }
}

/// A document in the making.
pub struct Pdf {
    pub document: Document,
    pub root: ObjectId,
    pub tree: ObjectId,
    pub resources: ObjectId,
    pub pages: Vec<ObjectId>,
}

impl Pdf {
    pub fn new() -> Self {
        let mut document = Document::with_version("1.7");
        let tree = document.new_object_id();
        let characters = "1 begincodespacerange <0000> <FFFF> endcodespacerange\n\
                          1 beginbfrange <0000> <FFFF> <0000> endbfrange";
        let map = document.add_object(Stream::new(Dictionary::new(), characters.into()));
        let font = document.add_object(dictionary! {
            "Type" => "Font", "Subtype" => "Type0", "BaseFont" => "Test", "Encoding" => "Identity-H",
            "DescendantFonts" => vec![dictionary! {
                "Type" => "Font", "Subtype" => "CIDFontType2", "BaseFont" => "Test", "DW" => 500,
                "FontDescriptor" => Dictionary::new(),
            }.into()],
            "ToUnicode" => map,
        });
        let resources = document.add_object(dictionary! { "Font" => dictionary! { "F1" => font } });
        let root = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
        document.trailer.set("Root", root);
        Self { document, root, tree, resources, pages: Vec::new() }
    }

    pub fn page(self, page: Page) -> Self {
        let content = Stream::new(Dictionary::new(), page.content());
        self.raw_page(content)
    }

    /// A page with this stream for its content.
    pub fn raw_page(mut self, content: Stream) -> Self {
        let content = self.document.add_object(content);
        let page = self.document.add_object(dictionary! {
            "Type" => "Page", "Parent" => self.tree, "MediaBox" => vec![0.into(), 0.into(), 612.into(), 792.into()],
            "Resources" => self.resources, "Contents" => content,
        });
        self.pages.push(page);
        self
    }

    pub fn in_root(mut self, key: &str, value: impl Into<Object>) -> Self {
        let root = self.document.get_dictionary_mut(self.root).expect("a catalogue");
        root.set(key, value);
        self
    }

    /// The document, whole.
    pub fn finished(mut self) -> Document {
        let kids: Vec<Object> = self.pages.iter().map(|page| Object::Reference(*page)).collect();
        let count = kids.len() as i64;
        let tree = dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count };
        self.document.objects.insert(self.tree, Object::Dictionary(tree));
        self.document
    }

    pub fn bytes(self) -> Vec<u8> {
        bytes_of(self.finished())
    }
}

pub fn bytes_of(mut document: Document) -> Vec<u8> {
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).expect("written");
    bytes
}
