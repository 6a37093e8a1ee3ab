//! Dialogs: what has to be answered before anything else. Shaped as screens are; put over one with
//! [`over`](super::widget::over).

pub mod account;
pub mod browser;
pub mod export;
pub mod failure;
pub mod formula;
pub mod members;
pub mod note;
pub mod password;
pub mod picture;
pub mod place;
pub mod question;
pub mod record;
pub mod reference;
pub mod save_as;
pub mod sign_in;
pub mod spoken;
