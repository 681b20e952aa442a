//! A program and its tables, made by hand in few words.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow_array::builder::{ListBuilder, StringBuilder};
use arrow_array::{
    ArrayRef, BooleanArray, Date32Array, Decimal128Array, Int64Array, RecordBatch, StringArray,
    UInt32Array,
};
use arrow_schema::{Field as ArrowField, Schema};

use crate::data::{CellFault, Dataset, Table, arrow_type};
use crate::decimal::{Decimal, ONE};
use crate::eval::{Column, Evaluator, Interval, Settings, flag, truth};
use crate::ir::*;
use crate::source::Span;

/// A cell of a test table.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Cell {
    Gap,
    Fault,
    Is(Value),
}

pub(super) fn n(value: i64) -> Cell {
    Cell::Is(Value::Number(Decimal::from_integer(value)))
}

pub(super) fn t(value: &str) -> Cell {
    Cell::Is(Value::Text(value.into()))
}

pub(super) fn b(value: bool) -> Cell {
    Cell::Is(Value::YesNo(value))
}

pub(super) struct Pack {
    pub program: Program,
    pub data: Dataset,
    pub as_of: Option<i32>,
}

pub(super) fn named(name: &str) -> Named {
    Named {
        name: name.to_owned(),
        label: None,
        span: Span::default(),
    }
}

/// A whole number from low to high.
pub(super) fn rating(low: i64, high: i64) -> Type {
    Type::integer(Bounds::closed(
        i128::from(low) * ONE,
        i128::from(high) * ONE,
    ))
}

pub(super) fn plain() -> NumberType {
    NumberType {
        unit: NumberUnit::Plain,
        integer: false,
        bounds: Bounds::OPEN,
    }
}

impl Pack {
    pub(super) fn new() -> Pack {
        let mut domains = Arena::default();
        let members = ["known", "unknown", "fault", "not_applicable"];
        let status = domains.push(domain("status", DomainKind::Status, false, &members));
        let program = Program {
            name: "test".to_owned(),
            label: None,
            sources: vec![],
            records: Arena::default(),
            fields: Arena::default(),
            params: Arena::default(),
            domains,
            portfolio: None,
            status,
            rules: Arena::default(),
            views: Arena::default(),
            tests: vec![],
            exprs: Arena::default(),
            rule_order: vec![],
        };
        Pack {
            program,
            data: Dataset::default(),
            as_of: None,
        }
    }

    pub(super) fn domain(&mut self, kind: DomainKind, ordered: bool, members: &[&str]) -> DomainId {
        self.program
            .domains
            .push(domain("domain", kind, ordered, members))
    }

    /// A record whose first field is its key, a text.
    pub(super) fn record(&mut self, name: &str) -> RecordId {
        let record = self.program.records.push(Record {
            named: named(name),
            fields: vec![],
            key: vec![],
            source: RecordSource::Table,
            missing: vec![],
        });
        let key = self.field(record, "key", Type::Text);
        self.program.records[record].key.push(key);
        record
    }

    fn add_field(
        &mut self,
        record: RecordId,
        name: &str,
        ty: Type,
        source: FieldSource,
    ) -> FieldId {
        let field = self.program.fields.push(Field {
            named: named(name),
            record,
            ty,
            source,
        });
        self.program.records[record].fields.push(field);
        field
    }

    pub(super) fn field(&mut self, record: RecordId, name: &str, ty: Type) -> FieldId {
        let source = FieldSource::Stored(Box::new(StoredColumn::named(name)));
        self.add_field(record, name, ty, source)
    }

    pub(super) fn relation(
        &mut self,
        outer: RecordId,
        (inner, by): (RecordId, FieldId),
        complete_when: Option<ExprId>,
    ) -> FieldId {
        let source = FieldSource::Relation(Relation {
            record: inner,
            link: Link::By(by),
            complete_when,
        });
        self.add_field(
            outer,
            "rows",
            Type::List(Box::new(Type::Reference(inner))),
            source,
        )
    }

    /// The rows of a record, one cell a stored field.
    pub(super) fn table(&mut self, record: RecordId, rows: &[Vec<Cell>]) {
        let stored: Vec<FieldId> = self.program.records[record]
            .fields
            .iter()
            .copied()
            .filter(|&field| {
                matches!(
                    self.program.fields[field].source,
                    FieldSource::Stored { .. }
                )
            })
            .collect();
        let mut cell_faults = BTreeMap::new();
        let mut schema = Vec::new();
        let mut columns: Vec<ArrayRef> = Vec::new();
        for (place, &field) in stored.iter().enumerate() {
            let ty = &self.program.fields[field].ty;
            let cells: Vec<Option<Value>> = rows
                .iter()
                .enumerate()
                .map(|(row, cells)| match &cells[place] {
                    Cell::Gap => None,
                    Cell::Fault => {
                        let fault = CellFault {
                            text: "?".into(),
                            problem: "?".into(),
                        };
                        cell_faults.insert((row, field), fault);
                        None
                    }
                    Cell::Is(value) => Some(value.clone()),
                })
                .collect();
            columns.push(array(ty, &cells));
            schema.push(ArrowField::new(
                &self.program.fields[field].named.name,
                arrow_type(ty),
                true,
            ));
        }
        let rows = RecordBatch::try_new(Arc::new(Schema::new(schema)), columns).unwrap();
        let lines = (2..).take(rows.num_rows()).collect();
        let origin = "test".to_owned();
        let table = Table {
            record,
            rows,
            lines,
            cell_faults,
            row_faults: vec![],
            origin,
        };
        self.data.tables.insert(record, table);
    }

    pub(super) fn expr(&mut self, kind: ExprKind, ty: Type) -> ExprId {
        self.program.exprs.push(Expr {
            kind,
            ty,
            span: Span::default(),
        })
    }

    /// A field as an expression.
    pub(super) fn read(&mut self, field: FieldId) -> ExprId {
        let ty = self.program.fields[field].ty.clone();
        self.expr(ExprKind::Field(field), ty)
    }

    pub(super) fn whole(&mut self, value: i64) -> ExprId {
        let value = Decimal::from_integer(value);
        let ty = Type::integer(Bounds::closed(value.units(), value.units()));
        self.expr(ExprKind::Literal(Value::Number(value)), ty)
    }

    pub(super) fn literal(&mut self, value: Value, ty: Type) -> ExprId {
        self.expr(ExprKind::Literal(value), ty)
    }

    pub(super) fn arithmetic(
        &mut self,
        operator: ArithmeticOperator,
        left: ExprId,
        right: ExprId,
    ) -> ExprId {
        self.expr(ExprKind::Arithmetic(operator, left, right), Type::number())
    }

    pub(super) fn compare(
        &mut self,
        operator: CompareOperator,
        left: ExprId,
        right: ExprId,
    ) -> ExprId {
        self.expr(ExprKind::Compare(operator, left, right), Type::YesNo)
    }

    pub(super) fn aggregate(
        &mut self,
        function: AggregateFunction,
        set: RowSet,
        value: Option<ExprId>,
        filter: Option<ExprId>,
    ) -> ExprId {
        let ty = match function {
            AggregateFunction::Any | AggregateFunction::None => Type::YesNo,
            AggregateFunction::Names => Type::Text,
            AggregateFunction::Min | AggregateFunction::Max => {
                value.map_or(Type::number(), |value| self.program.exprs[value].ty.clone())
            }
            AggregateFunction::Count
            | AggregateFunction::Sum
            | AggregateFunction::Mean
            | AggregateFunction::Median
            | AggregateFunction::Stdev
            | AggregateFunction::Picked(..)
            | AggregateFunction::WeighedMean
            | AggregateFunction::Agreement => Type::number(),
        };
        self.expr(
            ExprKind::Aggregate(Aggregate {
                function,
                set,
                value,
                by: None,
                across: None,
                filter,
            }),
            ty,
        )
    }

    pub(super) fn rule(
        &mut self,
        record: RecordId,
        within: Option<RuleId>,
        body: RuleBody,
    ) -> RuleId {
        let rule = Rule {
            named: named("rule"),
            record,
            within,
            body,
            span: Span::default(),
        };
        let rule = self.program.rules.push(rule);
        self.program.rule_order.push(rule);
        rule
    }

    pub(super) fn output(&mut self, rule: RuleId, output: Output, ty: Type) -> ExprId {
        self.expr(ExprKind::Rule(rule, output), ty)
    }

    pub(super) fn segment(
        &mut self,
        record: RecordId,
        within: Option<RuleId>,
        gates: &[ExprId],
    ) -> RuleId {
        let names: Vec<String> = (0..gates.len())
            .map(|place| format!("gate{place}"))
            .collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let domain = self.domain(DomainKind::Gates, false, &names);
        let gates = gates
            .iter()
            .zip(&names)
            .map(|(&condition, name)| Gate {
                named: named(name),
                condition,
                otherwise: None,
                span: Span::default(),
            })
            .collect();
        self.rule(record, within, RuleBody::Segment(Segment { gates, domain }))
    }

    pub(super) fn evaluator(&self) -> Evaluator<'_> {
        Evaluator::new(&self.program, &self.data, Settings { as_of: self.as_of })
    }

    /// An expression on all rows of a record.
    pub(super) fn column(&self, record: RecordId, expr: ExprId) -> Column {
        let evaluator = self.evaluator();
        evaluator.column(&evaluator.frame(record, 0..usize::MAX), expr)
    }
}

fn domain(name: &str, kind: DomainKind, ordered: bool, members: &[&str]) -> Domain {
    let members = members.iter().map(|name| Member {
        named: named(name),
        written_as: None,
    });
    Domain {
        name: name.to_owned(),
        kind,
        ordered,
        members: members.collect(),
        attributes: vec![],
    }
}

fn array(ty: &Type, cells: &[Option<Value>]) -> ArrayRef {
    let units = |cell: &Option<Value>| match cell {
        Some(Value::Number(number)) => Some(number.units()),
        Some(Value::Date(days)) => Some(i128::from(*days)),
        Some(Value::Duration(days)) => Some(i128::from(*days)),
        Some(Value::Choice(_, member)) => Some(i128::from(*member)),
        Some(Value::YesNo(yes)) => Some(i128::from(*yes)),
        None => None,
        Some(value) => panic!("{value:?} in a column of {ty:?}"),
    };
    let text = |value: &Value| match value {
        Value::Text(text) => text.to_string(),
        value => panic!("{value:?} in a column of {ty:?}"),
    };
    let narrow = |cell: &Option<Value>| units(cell).map(|units| i32::try_from(units).unwrap());
    match ty {
        Type::Number(_) => {
            let cells = cells.iter().map(units).collect::<Decimal128Array>();
            Arc::new(cells.with_precision_and_scale(38, 6).unwrap())
        }
        Type::Date(_) => Arc::new(cells.iter().map(narrow).collect::<Date32Array>()),
        Type::Duration(_) | Type::Months => {
            let cells = cells.iter().map(narrow).map(|days| days.map(i64::from));
            Arc::new(cells.collect::<Int64Array>())
        }
        Type::YesNo => {
            let cells = cells.iter().map(units).map(|yes| yes.map(|yes| yes == 1));
            Arc::new(cells.collect::<BooleanArray>())
        }
        Type::Choice(_) => {
            let cells = cells
                .iter()
                .map(narrow)
                .map(|place| place.map(i32::cast_unsigned));
            Arc::new(cells.collect::<UInt32Array>())
        }
        Type::Text | Type::Reference(_) => {
            let cells = cells.iter().map(|cell| cell.as_ref().map(text));
            Arc::new(cells.collect::<StringArray>())
        }
        Type::List(_) => {
            let mut lists = ListBuilder::new(StringBuilder::new());
            for cell in cells {
                if let Some(Value::List(items)) = cell {
                    items
                        .iter()
                        .for_each(|item| lists.values().append_value(text(item)));
                }
                lists.append(cell.is_some());
            }
            Arc::new(lists.finish())
        }
    }
}

/// The interval and flags of a row of numbers, in whole units; `None` for an open end.
pub(super) fn ends(column: &Column, row: usize) -> (Option<i128>, Option<i128>, u8) {
    let Column::Number(column) = column else {
        panic!("not of numbers: {column:?}")
    };
    let Interval { low, high } = column.interval(row);
    let low = (low != i128::MIN).then_some(low / ONE);
    let high = (high != i128::MAX).then_some(high / ONE);
    (low, high, column.flags.get(row))
}

pub(super) fn bits(column: &Column) -> Vec<u8> {
    let Column::YesNo(column) = column else {
        panic!("not yes/no: {column:?}")
    };
    column.bits().into_owned()
}

pub(super) fn members(column: &Column, row: usize) -> Vec<u32> {
    let Column::Choice(column) = column else {
        panic!("no choice: {column:?}")
    };
    column.possible(row).collect()
}

pub(super) fn texts(column: &Column) -> Vec<String> {
    let Column::Text(column) = column else {
        panic!("no texts: {column:?}")
    };
    column
        .texts()
        .map(|text| text.unwrap_or("anything").to_owned())
        .collect()
}

pub(super) const APPLIES: u8 = flag::APPLIES;
pub(super) const PERHAPS: u8 = flag::APPLIES | flag::NOT_APPLICABLE;
pub(super) const FAULT: u8 = flag::APPLIES | flag::FAULT;
pub(super) const OUTSIDE: u8 = flag::NOT_APPLICABLE;
pub(super) const YES: u8 = truth::YES;
pub(super) const NO: u8 = truth::NO;
pub(super) const UNKNOWN: u8 = truth::UNKNOWN;
pub(super) const BROKEN: u8 = truth::UNKNOWN | truth::FAULT;
