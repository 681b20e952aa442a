//! Strategies: options in order, the first that holds wins.

use crate::analysis::analyser::Analyser;
use crate::analysis::collect::{member_named, member_text};
use crate::analysis::errors::{DeclarationProblem, Lint, NameProblem, RuleProblem};
use crate::diagnostics::nearest;
use crate::ir::{Arm, DomainId, DomainKind, Strategy, StrategyOption};
use crate::source::Span;
use crate::syntax::ast;

impl Analyser<'_> {
    /// Lowers a strategy.
    pub fn lower_strategy(
        &mut self,
        strategy: &ast::Strategy,
        domain: DomainId,
    ) -> Option<Strategy> {
        if strategy.options.is_empty() {
            let what = format!("the strategy `{}`", strategy.name.text);
            let needs = "an option, as in `meet when responded`";
            self.report(DeclarationProblem::Empty {
                what,
                needs,
                at: strategy.span.0,
            });
            return None;
        }
        let before = self.finding_count();
        self.check_gives(strategy.gives.as_ref());
        self.check_otherwise(strategy);
        let sound = self.finding_count() == before;
        let options: Vec<Option<StrategyOption>> = strategy
            .options
            .iter()
            .map(|option| self.lower_option(option, strategy, domain))
            .collect();
        let options: Vec<StrategyOption> = options.into_iter().collect::<Option<_>>()?;
        if !sound {
            return None;
        }
        let given: Vec<u32> = options.iter().map(|option| option.member).collect();
        self.check_given(strategy.gives.as_ref(), domain, &given, "an option");
        Some(Strategy { domain, options })
    }

    fn lower_option(
        &mut self,
        option: &ast::StrategyOption,
        strategy: &ast::Strategy,
        domain: DomainId,
    ) -> Option<StrategyOption> {
        let arms: Vec<Option<Arm>> = option.arms.iter().map(|arm| self.lower_arm(arm)).collect();
        let member = self.option_member(option, strategy, domain);
        let mut named = member_named(&option.name, option.label.as_ref());
        let (member, arms) = (member?, arms.into_iter().collect::<Option<_>>()?);
        if named.label.is_none() {
            let members = &self.program.domains[domain].members;
            named.label = members
                .get(member as usize)
                .and_then(|member| member.named.label.clone());
        }
        Some(StrategyOption {
            named,
            member,
            arms,
        })
    }

    fn option_member(
        &mut self,
        option: &ast::StrategyOption,
        strategy: &ast::Strategy,
        domain: DomainId,
    ) -> Option<u32> {
        let (name, at) = member_text(&option.name);
        let members = &self.program.domains[domain].members;
        if let Some(place) = members.iter().position(|member| member.named.name == name) {
            return u32::try_from(place).ok();
        }
        // An unknown list has been reported; its members are not missed one by one.
        let gives = strategy.gives.as_ref()?;
        if members.is_empty() {
            return None;
        }
        let names = members.iter().map(|member| member.named.name.as_str());
        let problem = NameProblem::OptionNotInList {
            name: name.to_owned(),
            list: gives.text.clone(),
            meant: nearest(name, names).map(str::to_owned),
            known: self.member_names(domain),
            at,
        };
        self.report(problem);
        None
    }

    fn lower_arm(&mut self, arm: &ast::Arm) -> Option<Arm> {
        let condition = match &arm.condition {
            Some(condition) => self.condition(condition, "`when`").map(Some),
            None => Some(None),
        };
        let because = match &arm.because {
            Some(text) => self.text(text, "`because`").map(Some),
            None => Some(None),
        };
        Some(Arm {
            condition: condition?,
            because: because?,
            span: arm.span.0,
        })
    }

    /// Reports a list that is none.
    pub fn check_gives(&mut self, gives: Option<&ast::Name>) {
        let Some(gives) = gives else { return };
        if self.list_named(&gives.text).is_some() {
            return;
        }
        let lists: Vec<String> = self
            .list_declarations
            .iter()
            .map(|(_, list)| list.name.text.clone())
            .collect();
        let what = self
            .declared(&gives.text)
            .map(|declared| self.kind_of(declared));
        let (name, at) = (gives.text.clone(), gives.span.0);
        self.report(NameProblem::UnknownList {
            name,
            what,
            known: lists,
            at,
        });
    }

    fn check_otherwise(&mut self, strategy: &ast::Strategy) {
        let arms: Vec<(&ast::Arm, &ast::StrategyOption)> = strategy
            .options
            .iter()
            .flat_map(|option| option.arms.iter().map(move |arm| (arm, option)))
            .collect();
        let mut others = arms.iter().filter(|(arm, _)| arm.condition.is_none());
        let (first, second) = (others.next(), others.next());
        let name = strategy.name.text.clone();
        match (first, second) {
            (None, _) => {
                let at = strategy.name.span.0;
                let last = strategy
                    .options
                    .last()
                    .map(|option| member_text(&option.name).0.to_owned());
                self.report(RuleProblem::NoOtherwise {
                    name,
                    last: last.unwrap_or_default(),
                    at,
                });
            }
            (Some((first, _)), Some((second, _))) => {
                let (at, before): (Span, Span) = (second.span.0, first.span.0);
                self.report(RuleProblem::OtherwiseTwice { name, at, before });
            }
            (Some((first, _)), None) => {
                if let Some((last, option)) = arms.last()
                    && last.condition.is_some()
                {
                    let option = member_text(&option.name).0.to_owned();
                    let (at, before) = (last.span.0, first.span.0);
                    self.report(RuleProblem::AfterOtherwise { option, at, before });
                }
            }
        }
    }

    /// A value of the list that nothing gives; `what` would give it.
    pub fn check_given(
        &mut self,
        gives: Option<&ast::Name>,
        domain: DomainId,
        given: &[u32],
        what: &'static str,
    ) {
        let Some(gives) = gives else { return };
        if self.program.domains[domain].kind != DomainKind::List {
            return;
        }
        let missing: Vec<String> = self.program.domains[domain]
            .members
            .iter()
            .zip(0_u32..)
            .filter(|(_, place)| !given.contains(place))
            .map(|(member, _)| member.named.name.clone())
            .collect();
        if !missing.is_empty() {
            let (list, at) = (gives.text.clone(), gives.span.0);
            self.report(Lint::NeverGiven {
                missing,
                list,
                what,
                at,
            });
        }
    }

    /// The list with a name.
    pub fn list_named(&self, name: &str) -> Option<DomainId> {
        match self.declared(name) {
            Some(crate::analysis::analyser::Declared::List(list)) => Some(list),
            Some(_) | None => None,
        }
    }
}
