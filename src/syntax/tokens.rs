//! What each rule of the grammar is called in a message. Without a `_` arm: a new rule does not
//! compile until it has a name here.

use super::grammar::Rule;

/// A rule in the analyst's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// A keyword, to be quoted.
    Word(&'static str),
    /// A sign, to be quoted.
    Sign(&'static str),
    /// One of the operators between values.
    Operator,
    /// The end of the line or of the file.
    LineEnd,
    /// Anything an expression can begin with.
    Value,
    /// A text in quotes.
    Text,
    /// One of the types of a field.
    Type,
    /// Something described in words.
    Thing(&'static str),
    /// Nothing to offer: mistakes that are accepted, and inner pieces of tokens.
    Hidden,
}

impl Token {
    /// True for words and signs that carry nothing for the tree but their place.
    pub(super) fn is_mark(self) -> bool {
        matches!(self, Token::Word(_) | Token::Sign(_) | Token::LineEnd)
    }
}

/// The name of a rule.
pub(super) fn token(rule: Rule) -> Token {
    match rule {
        Rule::k_when => Token::Word("when"),
        Rule::k_because => Token::Word("because"),
        Rule::k_else => Token::Word("else"),
        Rule::k_then => Token::Word("then"),
        Rule::k_and => Token::Operator,
        Rule::k_or => Token::Operator,
        Rule::k_where => Token::Word("where"),
        Rule::k_otherwise => Token::Word("otherwise"),
        Rule::k_not => Token::Operator,
        Rule::k_if => Token::Word("if"),
        Rule::k_pack => Token::Word("pack"),
        Rule::k_source => Token::Word("source"),
        Rule::k_use => Token::Word("use"),
        Rule::k_record => Token::Word("record"),
        Rule::k_list => Token::Word("list"),
        Rule::k_param => Token::Word("param"),
        Rule::k_segment => Token::Word("segment"),
        Rule::k_score => Token::Word("score"),
        Rule::k_strategy => Token::Word("strategy"),
        Rule::k_check => Token::Word("check"),
        Rule::k_warning => Token::Word("warning"),
        Rule::k_decision => Token::Word("decision"),
        Rule::k_view => Token::Word("view"),
        Rule::k_test => Token::Word("test"),
        Rule::k_for => Token::Word("for"),
        Rule::k_gives => Token::Word("gives"),
        Rule::k_ordered => Token::Word("ordered"),
        Rule::k_key => Token::Word("key"),
        Rule::k_as => Token::Word("as"),
        Rule::k_of => Token::Word("of"),
        Rule::k_one => Token::Word("one"),
        Rule::k_column => Token::Word("column"),
        Rule::k_missing => Token::Word("missing"),
        Rule::k_currency => Token::Word("currency"),
        Rule::k_written => Token::Word("written"),
        Rule::k_numbers => Token::Word("numbers"),
        Rule::k_dates => Token::Word("dates"),
        Rule::k_lists => Token::Word("lists"),
        Rule::k_many => Token::Word("many"),
        Rule::k_by => Token::Word("by"),
        Rule::k_through => Token::Word("through"),
        Rule::k_none => Token::Word("none"),
        Rule::k_complete => Token::Word("complete"),
        Rule::k_text => Token::Word("text"),
        Rule::k_yes_no => Token::Word("yes/no"),
        Rule::k_integer => Token::Word("integer"),
        Rule::k_number => Token::Word("number"),
        Rule::k_percent => Token::Word("percent"),
        Rule::k_money => Token::Word("money"),
        Rule::k_date => Token::Word("date"),
        Rule::k_duration => Token::Word("duration"),
        Rule::k_multiply => Token::Word("multiply"),
        Rule::k_weigh => Token::Word("weigh"),
        Rule::k_scale => Token::Word("scale"),
        Rule::k_limit => Token::Word("limit"),
        Rule::k_band => Token::Word("band"),
        Rule::k_from => Token::Word("from"),
        Rule::k_rank => Token::Word("rank"),
        Rule::k_at => Token::Word("at"),
        Rule::k_most => Token::Word("most"),
        Rule::k_least => Token::Word("least"),
        Rule::k_each => Token::Word("each"),
        Rule::k_halving => Token::Word("halving"),
        Rule::k_fading => Token::Word("fading"),
        Rule::k_over => Token::Word("over"),
        Rule::k_since => Token::Word("since"),
        Rule::k_show => Token::Word("show"),
        Rule::k_sort => Token::Word("sort"),
        Rule::k_top => Token::Word("top"),
        Rule::k_descending => Token::Word("descending"),
        Rule::k_ascending => Token::Word("ascending"),
        Rule::k_every => Token::Word("every"),
        Rule::k_given => Token::Word("given"),
        Rule::k_expect => Token::Word("expect"),
        Rule::k_possible => Token::Word("possible"),
        Rule::k_is => Token::Operator,
        Rule::k_in => Token::Operator,
        Rule::k_known => Token::Word("known"),
        Rule::k_unknown => Token::Word("unknown"),
        Rule::k_applicable => Token::Word("applicable"),
        Rule::k_contains => Token::Operator,
        Rule::k_starts => Token::Operator,
        Rule::k_ends => Token::Operator,
        Rule::k_with => Token::Word("with"),
        Rule::k_default => Token::Operator,
        Rule::open_brace => Token::Sign("{"),
        Rule::close_brace => Token::Sign("}"),
        Rule::open_paren => Token::Sign("("),
        Rule::close_paren => Token::Sign(")"),
        Rule::open_list => Token::Sign("["),
        Rule::close_list => Token::Sign("]"),
        Rule::comma => Token::Sign(","),
        Rule::colon => Token::Sign(":"),
        Rule::equals => Token::Sign("="),
        Rule::bar | Rule::single_bar => Token::Sign("|"),
        Rule::double_bar => Token::Sign("||"),
        Rule::slash => Token::Sign("/"),
        Rule::line_end | Rule::EOI => Token::LineEnd,
        Rule::missing_comma => Token::Sign(","),
        Rule::dot_dot => Token::Sign(".."),
        Rule::binding => Token::Thing("a binding such as `minimum = 3`"),
        Rule::name
        | Rule::target
        | Rule::reserved
        | Rule::choice_name
        | Rule::option_name
        | Rule::band_name
        | Rule::band_number => Token::Thing("a name"),
        Rule::any_word => Token::Thing("a name"),
        Rule::text | Rule::quote => Token::Text,
        Rule::number | Rule::percentage | Rule::amount | Rule::cap_value => {
            Token::Thing("a number")
        }
        Rule::weight => Token::Thing("a weight such as `40%`"),
        Rule::weigh_each => Token::Hidden,
        Rule::weighed => Token::Thing("a weight and what is weighed, such as `40% need`"),
        Rule::currency => Token::Thing("a currency such as `EUR`"),
        Rule::unit => Token::Hidden,
        Rule::bound | Rule::bound_days => Token::Thing("a number"),
        Rule::range | Rule::range_days => Token::Thing("a range such as `1..5`"),
        Rule::date
        | Rule::quantity
        | Rule::template
        | Rule::yes
        | Rule::no
        | Rule::reference
        | Rule::parenthesis
        | Rule::list
        | Rule::conditional
        | Rule::primary
        | Rule::expr
        | Rule::query
        | Rule::cell_value
        | Rule::shown
        | Rule::sort_key => Token::Value,
        Rule::minus
        | Rule::plus
        | Rule::times
        | Rule::divide
        | Rule::less_or_equal
        | Rule::greater_or_equal
        | Rule::less
        | Rule::greater
        | Rule::is_not
        | Rule::not_in
        | Rule::starts_with
        | Rule::ends_with
        | Rule::state => Token::Operator,
        Rule::wrong_equal
        | Rule::wrong_not_equal
        | Rule::wrong_at_least
        | Rule::wrong_at_most
        | Rule::wrong_times
        | Rule::wrong_divide
        | Rule::wrong_power
        | Rule::wrong_remainder
        | Rule::wrong_join
        | Rule::wrong_and
        | Rule::wrong_or
        | Rule::wrong_not
        | Rule::wrong_like
        | Rule::wrong_between
        | Rule::wrong_is_in
        | Rule::wrong_is_compare
        | Rule::wrong_capitals
        | Rule::wrong_range
        | Rule::wrong_colon
        | Rule::wrong_order => Token::Hidden,
        Rule::text_inner
        | Rule::template_plain
        | Rule::hole
        | Rule::hole_open
        | Rule::member
        | Rule::arguments => Token::Hidden,
        Rule::type_text
        | Rule::type_yes_no
        | Rule::type_integer
        | Rule::type_number
        | Rule::type_percent
        | Rule::type_money
        | Rule::type_date
        | Rule::type_duration
        | Rule::type_rating
        | Rule::type_one_of
        | Rule::type_list_of
        | Rule::type_named
        | Rule::r#type => Token::Type,
        Rule::choice => Token::Thing("a member"),
        Rule::missing
        | Rule::written
        | Rule::spelling
        | Rule::key_modifier
        | Rule::as_modifier
        | Rule::missing_modifier
        | Rule::column_modifier
        | Rule::currency_modifier
        | Rule::default_none => Token::Hidden,
        Rule::written_part => {
            Token::Thing("`numbers`, `dates`, `yes/no` or `lists` and how they are written")
        }
        Rule::related_by | Rule::related_through | Rule::related_keys => {
            Token::Thing("`by`, `through`, or nothing for keys in a cell")
        }
        Rule::relation | Rule::computed | Rule::field => {
            Token::Thing("a field such as `employees integer`")
        }
        Rule::table | Rule::header | Rule::row => Token::Thing("a row such as `| name | label |`"),
        Rule::cell => Token::Value,
        Rule::output_cell => Token::Value,
        Rule::policy | Rule::policy_word => Token::Thing("`first`, `unique` or `all`"),
        Rule::decision_table | Rule::decision_row => {
            Token::Thing("a row such as `| amount || channel |`")
        }
        Rule::decision_cell
        | Rule::cell_any
        | Rule::cell_test
        | Rule::cell_part
        | Rule::cell_condition
        | Rule::cell_quantity => Token::Thing("what is tested, such as `>= 20` or `-`"),
        Rule::cell_compare | Rule::cell_state => Token::Hidden,
        Rule::gate => Token::Thing("a gate such as `size: employees >= 20`"),
        Rule::multiply
        | Rule::weigh
        | Rule::scale
        | Rule::limit
        | Rule::band
        | Rule::rank
        | Rule::points
        | Rule::group => Token::Thing(
            "a line of a score: `multiply`, `weigh`, `scale`, `limit`, `band`, `rank` or points",
        ),
        Rule::path => Token::Thing("a name"),
        Rule::decay | Rule::halving | Rule::fading => {
            Token::Thing("`halving every` or `fading over` a length of time")
        }
        Rule::cap => Token::Thing("`at most` or `at least`"),
        Rule::option => Token::Thing("an option such as `meet when responded`"),
        Rule::arm => Token::Thing("`when` or `otherwise`"),
        Rule::show | Rule::filter | Rule::sort | Rule::top => {
            Token::Thing("`show`, `where`, `sort` or `top`")
        }
        Rule::as_of | Rule::test_param | Rule::given | Rule::expect => {
            Token::Thing("`given`, `expect`, `param` or `as of`")
        }
        Rule::given_cells | Rule::given_cell => {
            Token::Thing("a field and its value such as `employees: 40`")
        }
        Rule::row_key | Rule::derived | Rule::for_every => Token::Hidden,
        Rule::shared => Token::Thing("a field to group by"),
        Rule::pack_head
        | Rule::source
        | Rule::record
        | Rule::list_statement
        | Rule::list_file
        | Rule::decision_file
        | Rule::use_statement
        | Rule::param
        | Rule::segment
        | Rule::score
        | Rule::strategy
        | Rule::check
        | Rule::decision
        | Rule::view
        | Rule::test
        | Rule::statement
        | Rule::pack => Token::Thing("a statement"),
        Rule::lone_expression => Token::Value,
        Rule::WHITESPACE
        | Rule::word_start
        | Rule::word_part
        | Rule::prefix
        | Rule::infix
        | Rule::operand
        | Rule::tail
        | Rule::atom
        | Rule::builtin_type
        | Rule::modifier
        | Rule::record_body
        | Rule::record_line
        | Rule::cell_operand
        | Rule::cell_infix
        | Rule::cell_sum
        | Rule::separator_row
        | Rule::closing_bar
        | Rule::last_bar
        | Rule::segment_body
        | Rule::score_body
        | Rule::score_line
        | Rule::group_body
        | Rule::strategy_body
        | Rule::view_body
        | Rule::view_line
        | Rule::test_body
        | Rule::test_line => Token::Hidden, // silent rules: never reported
    }
}
