use super::*;
use crate::book::{Block, Target};
use crate::settings::FigureSettings;
use crate::ui::widget::prose::PageLook;
use crate::ui::widget::prose::figure::Setup;

const VIEW: f32 = 1080.0;

const SENTENCE: &str = "Адам баласы анадан туғанда екі түрлі мінезбен туады. ";

fn chapter(paragraphs: usize) -> Arc<Section> {
    let mut section = Section::new("1.xhtml");
    section.blocks =
        (0..paragraphs).map(|number| Block::new(Kind::Paragraph, SENTENCE.repeat(1 + number * 7 % 9))).collect();
    Arc::new(section)
}

/// One paragraph of so many sentences, with a link in it.
fn endless(sentences: usize) -> Arc<Section> {
    let mut section = Section::new("1.xhtml");
    let mut block = Block::new(Kind::Paragraph, SENTENCE.repeat(sentences));
    let target = Target::Internal { href: "2.xhtml".to_owned(), fragment: None };
    let range = SENTENCE.len() * 3..SENTENCE.len() * 300;
    block.inlines.push(crate::book::Inline { range, style: crate::book::Style::Link(target) });
    section.blocks.push(block);
    Arc::new(section)
}

fn page(section: &Arc<Section>, size: f32, scroll: &mut f32) -> Page {
    crate::ui::widget::tests::load_fonts();
    let look = PageLook { size, ..PageLook::default() };
    let mut page = Page::new(section, &look, 1920.0, &[], "kk", &Setup::new(FigureSettings::default(), None, VIEW));
    page.settle(scroll, VIEW);
    page
}

fn teller(section: &Arc<Section>) -> Teller {
    Teller::new(section, 0, "kk", &Words::default())
}

/// How many blocks and portions this has told.
fn counted(teller: &mut Teller, page: &Page, scroll: f32) -> (usize, usize) {
    let before = (teller.counted.0, teller.counted.1.get());
    teller.tell(page, scroll - VIEW..scroll + 2.0 * VIEW);
    (teller.counted.0 - before.0, teller.counted.1.get() - before.1)
}

fn laid_out(page: &Page) -> usize {
    page.blocks.iter().filter(|placed| placed.shaped.is_some()).count()
}

/// Everything that is told, with ids from the first on; without the bounds of blocks that are not laid out.
fn all(teller: &Teller, page: &Page) -> Vec<(u64, String)> {
    let from = |id: &NodeId| id.0 - teller.base.0;
    let nodes = teller.sheets().flat_map(|sheet| sheet.nodes.iter());
    let told = nodes.map(|(id, node)| {
        let mut told = node.clone();
        let block = teller.place_of(*id).map(|(block, ..)| block);
        if block.is_none_or(|block| page.blocks[block].shaped.is_none()) {
            told.clear_bounds();
        }
        told.set_children(node.children().iter().map(|id| NodeId(from(id))).collect::<Vec<_>>());
        let beside = [node.previous_on_line(), node.next_on_line()].map(|id| id.map(|id| from(&id)));
        told.clear_previous_on_line();
        told.clear_next_on_line();
        (from(id), format!("{told:?} {beside:?}"))
    });
    told.collect()
}

/// What was told bit by bit is what is told at once.
#[track_caller]
fn agrees(told: &Teller, page: &Page, section: &Arc<Section>, scroll: f32) {
    let mut at_once = teller(section);
    at_once.tell(page, scroll - VIEW..scroll + 2.0 * VIEW);
    let (one, other) = (all(told, page), all(&at_once, page));
    for (one, other) in one.iter().zip(&other) {
        assert_eq!(one, other);
    }
    assert_eq!(one.len(), other.len());
}

#[test]
fn other_colours_are_no_news_and_another_size_only_near_the_view() {
    let section = chapter(1_000);
    let mut scroll = 0.0;
    let mut page = page(&section, 24.0, &mut scroll);
    let mut told = teller(&section);
    assert_eq!(counted(&mut told, &page, scroll), (1_000, 1_000));
    page.look.text = iced::Color::WHITE;
    page.settle(&mut scroll, VIEW);
    assert_eq!(counted(&mut told, &page, scroll), (0, 0));

    scroll = page.height() / 2.0;
    page.settle(&mut scroll, VIEW);
    let (blocks, portions) = counted(&mut told, &page, scroll);
    assert!(portions > 0 && blocks < 120, "{blocks} {portions}");
    agrees(&told, &page, &section, scroll);

    let first = laid_out(&page);
    let page = self::page(&section, 30.0, &mut scroll);
    told.replace_places();
    let (blocks, portions) = counted(&mut told, &page, scroll);
    let second = laid_out(&page);
    assert!(portions <= first + second, "{portions} of {first} and {second}");
    assert!(blocks < 200 && portions < 120, "{blocks} {portions}");
    agrees(&told, &page, &section, scroll);
}

#[test]
fn what_is_not_laid_out_does_not_seem_to_be_in_view() {
    let section = chapter(600);
    let mut scroll = 0.0;
    let small = page(&section, 16.0, &mut scroll);
    let mut told = teller(&section);
    told.tell(&small, 0.0..VIEW);
    scroll = 40_000.0;
    let large = page(&section, 64.0, &mut scroll);
    told.replace_places();
    told.tell(&large, scroll - VIEW..scroll + 2.0 * VIEW);
    for (index, placed) in large.blocks.iter().enumerate() {
        let place = told.blocks[index].as_ref().unwrap().place;
        let right = place.1.map(f32::from_bits)[1] == placed.top;
        assert!(right || !reaches(place, &(scroll..scroll + VIEW)), "{index}");
    }
}

#[test]
fn a_paragraph_without_end_is_one_paragraph_told_portion_by_portion() {
    let section = endless(2_000);
    let text = &section.blocks[0].text;
    let mut scroll = 0.0;
    let mut page = page(&section, 24.0, &mut scroll);
    let mut told = teller(&section);
    let (blocks, portions) = counted(&mut told, &page, scroll);
    assert_eq!((blocks, portions), (1, told.cuts[&0].len()));
    for _ in 0..12 {
        scroll += VIEW;
        page.settle(&mut scroll, VIEW);
        let (blocks, portions) = counted(&mut told, &page, scroll);
        assert!(blocks <= 1 && portions <= 8, "{blocks} {portions}");
        agrees(&told, &page, &section, scroll);
    }
    // At another size the portions that are far from the view stay as they were told.
    let page = self::page(&section, 30.0, &mut scroll);
    told.replace_places();
    let (_, portions) = counted(&mut told, &page, scroll);
    assert!((1..40).contains(&portions) && portions < told.cuts[&0].len(), "{portions}");
    agrees(&told, &page, &section, scroll);
    let sheet = told.sheets().next().unwrap();
    assert_eq!(sheet.nodes.iter().filter(|(_, node)| node.role() == Role::Paragraph).count(), 1);
    let links = sheet.nodes.iter().filter(|(_, node)| node.role() == Role::Link).count();
    assert_eq!(links, 1, "a link that lies in several portions is one");
    let runs = sheet.nodes.iter().filter(|(_, node)| node.role() == Role::TextRun);
    let value: String = runs.filter_map(|(_, node)| node.value()).collect();
    assert_eq!(value, format!("{text}\n"));
    for (byte, _) in text.char_indices().step_by(97).chain([(text.len(), ' ')]) {
        let position = told.position((0, byte)).unwrap();
        assert_eq!(told.spot(position), Some((0, byte)));
        assert_eq!(told.told(position.node), Some(Told::Block(0)));
    }
}

#[test]
fn a_doubtful_word_is_told_as_one_that_may_be_misspelt() {
    let mut section = Section::new("1");
    let mut block = Block::new(Kind::Paragraph, "Адам бзласы келді");
    let start = "Адам ".len();
    let range = start..start + "бзласы".len();
    block.inlines.push(crate::book::Inline { range, style: crate::book::Style::Doubtful });
    section.blocks.push(block);
    let section = Arc::new(section);
    let page = page(&section, 24.0, &mut 0.0);
    let mut teller = teller(&section);
    teller.tell(&page, 0.0..VIEW);
    let nodes = teller.sheets().flat_map(|sheet| sheet.nodes.iter());
    let doubted: Vec<_> = nodes.filter(|(_, node)| node.is_spelling_error()).filter_map(|(_, it)| it.value()).collect();
    assert_eq!(doubted, ["бзласы"]);
}
