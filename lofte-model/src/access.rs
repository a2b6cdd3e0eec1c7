//! Who may do what: the whole policy in one table, so that it can be read, tested and printed.
//!
//! Code asks the literal question `actor.may(Action::…)`. What a *partner* may touch is narrower than an action: it
//! also has to be theirs, which [`Actor::may_report_on`] answers. Passwords and sessions are not here.

use crate::id::{PartyId, UserId};
use crate::place::MunicipalityCode;
use serde::{Deserialize, Serialize};
use std::fmt;

/// What an account is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// The municipality's coordinator (samordnare).
    Coordinator,
    /// The municipal police officer (kommunpolis).
    Police,
    /// An organisation that owns measures: housing company, transport, association.
    Partner,
    /// Reads the working material: board, auditor, communicator.
    Reader,
}

impl Role {
    /// Every role, in the order people list them.
    pub const ALL: [Self; 4] = [Self::Coordinator, Self::Police, Self::Partner, Self::Reader];

    /// The word used in commands, files and addresses.
    pub fn word(self) -> &'static str {
        match self {
            Self::Coordinator => "coordinator",
            Self::Police => "police",
            Self::Partner => "partner",
            Self::Reader => "reader",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// A thing that can be done. Reading what is public needs no action.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Read promises, plan and agreements, and the picture as it is published.
    ReadCasework,
    /// Read promises that not all sides have signed, and every problem and measure.
    ReadDrafts,
    /// Read figures that no disclosure control has seen: counts of few, answers of few. Each reading is logged.
    ReadSmallCounts,
    /// Read what could not be taken of a delivered file. Each reading is logged.
    ReadRejects,
    /// See who did what.
    ReadAudit,
    /// Deliver a file of rows.
    Import,
    /// Take a whole delivery back.
    UndoDelivery,
    /// Compute the picture anew.
    RefreshPicture,
    /// Adopt the picture as a numbered edition.
    AdoptPicture,
    /// Write agreements and parties.
    EditAgreement,
    /// Note a party's signature under an agreement, or strike one out.
    SignAgreement,
    /// Write who leads, who coordinates and who meets, and put what happened on record.
    EditCoordination,
    /// Write problems and causes.
    EditProblem,
    /// Write a promise.
    DraftPromise,
    /// Sign a promise, or the verdict on it, for one's own side.
    SignPromise,
    /// Write measures.
    EditPlan,
    /// Note that the plan was decided, as a numbered version.
    AdoptPlan,
    /// Report how a measure goes, and log what was done.
    ReportMeasure,
    /// Compute and record a verdict.
    Judge,
    /// Read what a publication would hold.
    PreviewPublication,
    /// Publish a snapshot.
    Publish,
    /// Take the public side back to an earlier publication or to nothing, and let it go again.
    HidePublication,
    /// Mask a passage in what is frozen and published.
    Mask,
    /// Choose the limits that counts are published with.
    SetProtection,
    /// Create and close accounts of the municipality's side.
    ManageUsers,
    /// Create and close accounts of the police's side.
    ManagePoliceUsers,
    /// See how the installation is: its checks, its backups, what an upgrade would do.
    Operate,
    /// Take a backup, and read one back to see whether it is whole.
    Backup,
}

impl Action {
    /// What it takes to make, close or help an account of a role: each side answers for its own signatories.
    pub fn to_manage(role: Role) -> Self {
        match role {
            Role::Police => Self::ManagePoliceUsers,
            Role::Coordinator | Role::Partner | Role::Reader => Self::ManageUsers,
        }
    }

    /// Every action, in the order of the cycle.
    pub const ALL: [Self; 28] = [
        Self::ReadCasework,
        Self::ReadDrafts,
        Self::ReadSmallCounts,
        Self::ReadRejects,
        Self::ReadAudit,
        Self::Import,
        Self::UndoDelivery,
        Self::RefreshPicture,
        Self::AdoptPicture,
        Self::EditAgreement,
        Self::SignAgreement,
        Self::EditCoordination,
        Self::EditProblem,
        Self::DraftPromise,
        Self::SignPromise,
        Self::EditPlan,
        Self::AdoptPlan,
        Self::ReportMeasure,
        Self::Judge,
        Self::PreviewPublication,
        Self::Publish,
        Self::HidePublication,
        Self::Mask,
        Self::SetProtection,
        Self::ManageUsers,
        Self::ManagePoliceUsers,
        Self::Operate,
        Self::Backup,
    ];

    /// The policy: who may do this.
    pub fn roles(self) -> &'static [Role] {
        use Role::{Coordinator, Partner, Police, Reader};
        match self {
            Self::ReadCasework => &[Coordinator, Police, Partner, Reader],
            Self::ReportMeasure | Self::SignPromise => &[Coordinator, Police, Partner],
            Self::ReadDrafts
            | Self::ReadSmallCounts
            | Self::ReadRejects
            | Self::Import
            | Self::RefreshPicture
            | Self::EditAgreement
            | Self::SignAgreement
            | Self::EditProblem
            | Self::DraftPromise
            | Self::EditPlan
            | Self::Judge
            | Self::PreviewPublication
            | Self::HidePublication
            | Self::Mask => &[Coordinator, Police],
            Self::ManagePoliceUsers => &[Police],
            Self::ReadAudit
            | Self::UndoDelivery
            | Self::AdoptPicture
            | Self::EditCoordination
            | Self::AdoptPlan
            | Self::Publish
            | Self::SetProtection
            | Self::ManageUsers
            | Self::Operate
            | Self::Backup => &[Coordinator],
        }
    }
}

/// The way by which a deed came in. The log keeps it with every entry, so that what a command did for an account is
/// never taken for what its holder did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// The program itself: setting up, putting right, the demo.
    #[default]
    Program,
    /// A page, by somebody who is signed in.
    Page {
        /// Part of the network address that many share, where it is known.
        address: Option<String>,
        /// Family of the browser, where it says so.
        browser: Option<String>,
    },
    /// A command, given by an account of the machine.
    Command {
        /// Name or number of that account.
        system_user: String,
        /// Whether the password of the Löfte account was given, so that its holder stands behind the command.
        holder: bool,
    },
    /// Long work that somebody asked for earlier.
    Job,
}

impl Channel {
    /// The word used in files.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Program => "program",
            Self::Page { .. } => "page",
            Self::Command { holder: false, .. } => "command",
            Self::Command { holder: true, .. } => "command_by_holder",
            Self::Job => "job",
        }
    }
}

/// Somebody who is signed in: the first argument of every use case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// Account.
    pub user: UserId,
    /// The name one signs in with.
    pub login: String,
    /// Role.
    pub role: Role,
    /// The only municipality whose material the actor can reach.
    pub municipality: MunicipalityCode,
    /// The organisation the account belongs to.
    pub party: Option<PartyId>,
    /// The way by which the actor came.
    pub channel: Channel,
}

/// Something that only the holder of an account can do was asked for by somebody who merely named it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("only the holder of the account may do this: give the account's password")]
pub struct HolderNeeded;

/// A refusal, in the words of the action.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the role {role} may not do this ({action:?})")]
pub struct NotAllowed {
    /// Who asked.
    pub role: Role,
    /// What was asked.
    pub action: Action,
}

impl Actor {
    /// Whether the policy allows the action.
    pub fn may(&self, action: Action) -> bool {
        action.roles().contains(&self.role)
    }

    /// Refuses what the policy does not allow.
    pub fn require(&self, action: Action) -> Result<(), NotAllowed> {
        if self.may(action) { Ok(()) } else { Err(NotAllowed { role: self.role, action }) }
    }

    /// Refuses a command that names an account without its password, and work that goes on without anybody: a
    /// signature is given by whoever holds the account.
    pub fn require_holder(&self) -> Result<(), HolderNeeded> {
        match self.channel {
            Channel::Command { holder: false, .. } | Channel::Job => Err(HolderNeeded),
            Channel::Program | Channel::Page { .. } | Channel::Command { holder: true, .. } => Ok(()),
        }
    }

    /// Whether the actor may report on a measure that `owner` answers for: partners only on their own.
    pub fn may_report_on(&self, owner: PartyId) -> bool {
        self.may(Action::ReportMeasure) && (self.role != Role::Partner || self.party == Some(owner))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn actor(role: Role, party: Option<PartyId>) -> Actor {
        Actor {
            user: UserId::named("one"),
            login: "one".into(),
            role,
            municipality: "0482".parse().unwrap(),
            party,
            channel: Channel::Program,
        }
    }

    #[test]
    fn naming_an_account_is_not_holding_it() {
        let by = |channel| Actor { channel, ..actor(Role::Police, None) }.require_holder();
        let command = |holder| Channel::Command { system_user: "root".into(), holder };
        assert_eq!(by(command(false)), Err(HolderNeeded));
        assert_eq!(by(Channel::Job), Err(HolderNeeded));
        assert_eq!(by(command(true)), Ok(()));
        assert_eq!(by(Channel::Page { address: None, browser: None }), Ok(()));
    }

    #[test]
    fn a_reader_changes_nothing() {
        let reader = actor(Role::Reader, None);
        for action in Action::ALL {
            assert_eq!(reader.may(action), action == Action::ReadCasework, "{action:?}");
        }
    }

    #[test]
    fn a_partner_reports_on_its_own_measures_only() {
        let own = PartyId::named("housing");
        let partner = actor(Role::Partner, Some(own));
        assert!(partner.may_report_on(own));
        assert!(!partner.may_report_on(PartyId::named("other")));
        assert!(actor(Role::Police, None).may_report_on(own));
    }

    #[test]
    fn every_action_has_somebody() {
        assert!(Action::ALL.iter().all(|action| !action.roles().is_empty()));
    }
}
