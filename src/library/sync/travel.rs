//! Meeting the servers: what they keep is asked for, judged, and ours is sent where it is ahead.

use std::time::Duration;

use url::Url;

use super::{Channel, Device, Error, Put, Remote, Synced, Verdict, judge, kosync, notes, progression};
use crate::library;
use crate::library::catalog::Publication;
use crate::library::client::Client;
use crate::library::daisy_online;
use crate::library::shelf::{self, Holding, Moment, Place, Shelf, holding};
use crate::settings::SyncSettings;

/// What the reader allows. By default nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rules {
    pub on: bool,
    /// Notes travel, too.
    pub notes: bool,
    /// Libraries that nothing is sent to, by their origins.
    pub without: Vec<String>,
    /// The KOReader server and the reader's name there.
    pub koreader: Option<(Url, String)>,
}

impl From<&SyncSettings> for Rules {
    fn from(settings: &SyncSettings) -> Self {
        let user = settings.koreader_user.trim();
        let koreader = settings.koreader().filter(|_| !user.is_empty()).map(|server| (server, user.to_owned()));
        Self { on: settings.on, notes: settings.notes, without: settings.without.clone(), koreader }
    }
}

impl Rules {
    /// Whether this address may be told what is read.
    pub fn allow(&self, address: &Url) -> bool {
        self.on && !self.without.contains(&address.origin().ascii_serialization())
    }
}

/// What a meeting came to.
#[derive(Debug, Clone, PartialEq)]
pub enum Met {
    /// Nobody keeps the place of this book, or nobody may.
    Nobody,
    /// Both sides have the same.
    Same,
    /// Ours was sent.
    Sent,
    /// The reader is to choose between hers and this one.
    Ask {
        channel: Channel,
        there: Box<Remote>,
        /// Since when hers is what it is.
        since: Option<Moment>,
    },
}

/// Everything a meeting needs. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Travel {
    pub client: Client,
    pub shelf: Shelf,
    pub device: Device,
    pub rules: Rules,
}

/// The addresses that a library offers for what travels with this book, by their relations.
pub fn offers(publication: &Publication) -> Vec<(String, String)> {
    let known = [progression::RELATION, notes::RELATION];
    let offered = known.iter().filter_map(|relation| {
        let link = publication.links.iter().find(|link| link.has_rel(relation))?;
        matches!(link.href.scheme(), "http" | "https").then(|| ((*relation).to_owned(), link.href.to_string()))
    });
    offered.collect()
}

/// Where a talking book was lent.
pub(super) fn lent(holding: &Holding) -> Option<daisy_online::Address> {
    let address = Url::parse(holding.identifier.as_deref()?).ok()?;
    daisy_online::Address::parse(&address)
}

/// The service that lent this talking book, which keeps the reader's place in it.
pub fn service_of(holding: &Holding) -> Option<Url> {
    lent(holding).map(|at| at.service)
}

/// The ways by which the place of this book travels.
///
/// # Errors
/// What the shelf says.
pub async fn channels_of(travel: &Travel, holding: &Holding) -> Result<Vec<Channel>, shelf::Error> {
    let Travel { client, shelf, rules, .. } = travel;
    let mut channels = Vec::new();
    if !rules.on {
        return Ok(channels);
    }
    let address = shelf.way(holding.id, progression::RELATION).await?.and_then(|it| Url::parse(&it).ok());
    channels.extend(address.filter(|address| rules.allow(address)).map(Channel::Progression));
    if let Some(at) = lent(holding).filter(|at| rules.allow(&at.service)) {
        let (file, title) = (holding.file.clone(), holding.title.clone());
        channels.push(Channel::Daisy { address: at.url(), file, title });
    }
    if let Some((server, user)) = &rules.koreader
        && let Some(server) = kosync::Account::find(client, server, user).await
    {
        // A file that is gone is known by nothing.
        channels.extend(kosync::document(&holding.file).ok().map(|document| Channel::Kosync { server, document }));
    }
    Ok(channels)
}

impl Travel {
    /// Asks every server that keeps the place of this book, and sends ours where it is ahead. What cannot be sent now is
    /// sent later. The errors are of those servers that failed; the first question ends the meeting.
    pub async fn meet(&self, holding: &Holding) -> (Met, Vec<Error>) {
        let mut errors = Vec::new();
        let mut met = Met::Nobody;
        let channels = match channels_of(self, holding).await {
            Ok(channels) => channels,
            Err(error) => return (met, vec![library::Error::from(error).into()]),
        };
        for channel in channels {
            match self.meet_at(holding, &channel).await {
                Ok(asked @ Met::Ask { .. }) => return (asked, errors),
                Ok(Met::Sent) => met = Met::Sent,
                Ok(_) if met == Met::Nobody => met = Met::Same,
                Ok(_) => {}
                Err(error) => {
                    if let Err(error) = self.shelf.send_later(holding.id, channel.name()).await {
                        errors.push(library::Error::from(error).into());
                    }
                    errors.push(error);
                }
            }
        }
        (met, errors)
    }

    /// As [`Self::meet`], for no longer than this. What was not done in that time is done later.
    pub async fn meet_within(&self, holding: &Holding, time: Duration) -> (Met, Vec<Error>) {
        match tokio::time::timeout(time, self.meet(holding)).await {
            Ok(met) => met,
            Err(_) => {
                for channel in channels_of(self, holding).await.unwrap_or_default() {
                    if let Err(error) = self.shelf.send_later(holding.id, channel.name()).await {
                        tracing::warn!(%error, "it is not known that a place is to be sent");
                    }
                }
                (Met::Nobody, Vec::new())
            }
        }
    }

    async fn meet_at(&self, holding: &Holding, channel: &Channel) -> Result<Met, Error> {
        let kept = |error: shelf::Error| Error::from(library::Error::from(error));
        let (id, name) = (holding.id, channel.name());
        // Twice where the server says that it holds a newer one.
        for _ in 0..2 {
            let there = channel.get(&self.client).await?;
            // Read again after each answer: the reader may have gone on.
            let here = self.shelf.place(id).await.map_err(kept)?;
            let base = self.shelf.synced(id, name).await.map_err(kept)?;
            let progress = here.as_ref().map(|place| place.progress);
            let verdict = match &there {
                Some(there) => judge(progress, base.as_ref(), there, &self.device.id),
                None if here.is_some() => Verdict::Ahead,
                None => Verdict::Same,
            };
            match (verdict, here, there) {
                (Verdict::Ask, here, Some(there)) => {
                    let since = here.map(|place| place.modified);
                    return Ok(Met::Ask { channel: channel.clone(), there: Box::new(there), since });
                }
                (Verdict::Ahead, Some(here), there) => {
                    let sent = self.told(&here, there.as_ref());
                    if let Put::Kept(there) = channel.put(&self.client, &sent).await? {
                        let both = Synced { here: here.progress, there, modified: sent.modified, dirty: false };
                        self.shelf.keep_synced(id, name, both).await.map_err(kept)?;
                        return Ok(Met::Sent);
                    }
                }
                (_, here, Some(there)) => {
                    // While nothing moved, the base stays: small steps add up to a move.
                    let moved =
                        base.is_none_or(|base| base.dirty || (base.there - there.progress).abs() > super::MOVED);
                    if moved {
                        let here = here.map_or(0.0, |place| place.progress);
                        let both = Synced { here, there: there.progress, modified: there.modified, dirty: false };
                        self.shelf.keep_synced(id, name, both).await.map_err(kept)?;
                    }
                    return Ok(Met::Same);
                }
                (_, _, None) => return Ok(Met::Same),
            }
        }
        Err(library::Error::Conflict { host: channel.host().to_owned() }.into())
    }

    /// Ours as it is sent. Servers take what has the later time for the newer one, and clocks are wrong: where both have been
    /// judged, ours is later.
    fn told(&self, here: &Place, there: Option<&Remote>) -> Remote {
        let after = there.map(|there| Moment::from_unix_millis(there.modified.unix_millis().saturating_add(1000)));
        let same = there.filter(|there| (there.progress - here.progress).abs() < 0.00005);
        Remote {
            progress: here.progress,
            modified: after.map_or(here.modified, |after| after.max(here.modified)),
            device: Some(self.device.clone()),
            title: here.locator.title.clone(),
            verbatim: same.and_then(|there| there.verbatim.clone()),
            locator: Some(here.locator.clone()),
        }
    }

    /// The reader stays where she is: her place is the one that holds from now on, and is to be sent.
    ///
    /// # Errors
    /// What the shelf says.
    pub async fn stay(&self, id: holding::Id, channel: &Channel, there: &Remote) -> Result<(), shelf::Error> {
        let here = self.shelf.place(id).await?.map_or(0.0, |place| place.progress);
        let both = Synced { here, there: there.progress, modified: there.modified, dirty: true };
        self.shelf.keep_synced(id, channel.name(), both).await
    }

    /// The reader has gone there, which is `here` in this device's own measure.
    ///
    /// # Errors
    /// What the shelf says.
    pub async fn went(
        &self,
        id: holding::Id,
        channel: &Channel,
        there: &Remote,
        here: f64,
    ) -> Result<(), shelf::Error> {
        let both = Synced { here, there: there.progress, modified: there.modified, dirty: false };
        self.shelf.keep_synced(id, channel.name(), both).await
    }

    /// Meets the servers of every book whose place is to be sent. What has to be asked is asked when the book is opened.
    pub async fn send_waiting(&self) -> Vec<(holding::Id, Met, Vec<Error>)> {
        let mut met = Vec::new();
        if !self.rules.on {
            return met;
        }
        let waiting = match self.shelf.to_be_sent().await {
            Ok(waiting) => waiting,
            Err(error) => {
                tracing::warn!(%error, "nobody knows which places are to be sent");
                return met;
            }
        };
        for id in waiting {
            if let Ok(Some(holding)) = self.shelf.holding(id).await {
                let (one, errors) = self.meet(&holding).await;
                met.push((id, one, errors));
            }
        }
        met
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_sent_before_the_reader_turns_it_on() {
        let mut settings = SyncSettings { koreader_server: "sync.kz".to_owned(), ..SyncSettings::default() };
        let library = Url::parse("https://library.kz/progression/1").unwrap();
        assert!(!Rules::from(&settings).allow(&library));
        assert_eq!(Rules::from(&settings).koreader, None, "without a name there is no account");
        settings.on = true;
        settings.koreader_user = "reader".to_owned();
        assert!(Rules::from(&settings).allow(&library));
        assert_eq!(
            Rules::from(&settings).koreader,
            Some((Url::parse("https://sync.kz/").unwrap(), "reader".to_owned()))
        );
        settings.toggle("https://library.kz");
        assert!(!Rules::from(&settings).allow(&library));
    }
}
