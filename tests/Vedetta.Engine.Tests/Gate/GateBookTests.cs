using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Vedetta.Engine.Gate;

namespace Vedetta.Engine.Tests.Gate;

public sealed class GateBookTests
{
    [Fact]
    public void Without_rules_every_call_passes() => Assert.Equal(GateVerdict.Open, GateBook.Empty.Decide("+234803123"));

    [Theory]
    [InlineData("+2348031234567", true)]
    [InlineData("00 234 803 123-4567", true)]
    [InlineData("2348031234567", true)]
    [InlineData("+2348031234568", false)]
    [InlineData("+234803123456", false)]
    [InlineData("", false)]
    public void A_number_is_the_same_however_it_is_written(string from, bool refused) => Assert.Equal(
        refused ? GateAct.Refuse : GateAct.Pass, Some.Book(Some.Rule(new GateMatch { Caller = "+234 803 1234567" })).Decide(from).Act);

    [Theory]
    [InlineData("+234803", true)]
    [InlineData("+2348031", true)]
    [InlineData("+23480", false)]
    [InlineData("+234804", false)]
    public void A_prefix_holds_for_all_numbers_that_begin_so(string from, bool refused) => Assert.Equal(
        refused ? GateAct.Refuse : GateAct.Pass, Some.Book(Some.Rule(new GateMatch { CallerPrefix = "+234803" })).Decide(from).Act);

    [Fact]
    public void A_range_holds_from_its_first_to_its_last_number()
    {
        var random = new Random(5);
        for (int round = 0; round < 200; round++)
        {
            long from = random.NextInt64(100_000, 900_000), to = random.NextInt64(from, 1_000_000);
            GateBook book = Some.Book(Some.Rule(new GateMatch { CallerFrom = $"+39{from}", CallerTo = $"+39{to}" }));
            foreach (long number in (long[])[from - 1, from, (from + to) / 2, to, to + 1, random.NextInt64(100_000, 1_000_000)])
                Assert.Equal(number >= from && number <= to, book.Decide($"+39{number}").Act == GateAct.Refuse);
        }
    }

    [Fact]
    public void Every_condition_of_a_rule_must_hold()
    {
        GateBook book = Some.Book(Some.Rule(new GateMatch
        {
            CallerPrefix = "+234", CalledPrefix = "+3902", UserAgent = "autodial/*", AttestationWorseThan = 'B', Trunk = "carrier",
        }));
        GateAct Decide(string from = "+2341", string to = "+390255", string agent = "AutoDial/1.0", char attestation = 'C', string trunk = "carrier") =>
            book.Decide(from, to, agent, attestation: attestation, trunk: trunk).Act;
        Assert.Equal(GateAct.Refuse, Decide());
        Assert.Equal(GateAct.Refuse, Decide(attestation: '\0'));
        Assert.Equal(GateAct.Pass, Decide(from: "+2351"));
        Assert.Equal(GateAct.Pass, Decide(to: "+390655"));
        Assert.Equal(GateAct.Pass, Decide(agent: "phone"));
        Assert.Equal(GateAct.Pass, Decide(attestation: 'B'));
        Assert.Equal(GateAct.Pass, Decide(trunk: "other"));
    }

    [Theory]
    [InlineData("39340*", "+393401234567", true)]
    [InlineData("39340???4567", "+393401234567", true)]
    [InlineData("39340???4567", "+3934012345678", false)]
    [InlineData("*4567", "+393401234567", true)]
    [InlineData("39*67", "+393401234567", true)]
    [InlineData("39*68", "+393401234567", false)]
    public void Patterns_fit_digit_by_digit(string pattern, string from, bool fits) =>
        Assert.Equal(fits ? GateAct.Refuse : GateAct.Pass, Some.Book(Some.Rule(new GateMatch { Pattern = pattern })).Decide(from).Act);

    [Fact]
    public void A_withheld_number_is_matched_only_by_rules_that_ask_for_it()
    {
        GateBook book = Some.Book(Some.Rule(new GateMatch { IsWithheld = true, Called = "+390212345" }));
        Assert.Equal(GateAct.Refuse, book.Decide("").Act);
        Assert.Equal(GateAct.Pass, book.Decide("", "+390212346").Act);
        Assert.Equal(GateAct.Pass, book.Decide("+39340").Act);
    }

    [Fact]
    public void A_country_is_that_of_the_numbers_range()
    {
        GateBook book = GateBook.Compile(
            [Some.Rule(new GateMatch { Country = "NG" })], new GateProtection(),
            countries: n => PhoneKey.Prefix(n, 3) == PhoneKey.Pack("234") ? (ushort)(('N' << 8) + 'G') : (ushort)0);
        Assert.Equal(GateAct.Refuse, book.Decide("+2348").Act);
        Assert.Equal(GateAct.Pass, book.Decide("+3934").Act);
    }

    [Fact]
    public void The_more_specific_rule_wins_and_pass_rules_win_over_all()
    {
        GateRule wide = Some.Rule(new GateMatch { CallerPrefix = "+234" });
        GateRule divert = Some.Rule(new GateMatch { CallerPrefix = "+234803" }, new GateAction(GateAct.Divert, "sip:box@example.it"));
        GateRule pass = Some.Rule(new GateMatch { CallerPrefix = "+2348039" }, GateAction.Pass);
        GateRule exact = Some.Rule(new GateMatch { Caller = "+2348039999" });
        GateBook book = Some.Book(wide, divert, pass, exact);
        Assert.Equal(GateAct.Refuse, book.Decide("+2341").Act);
        Assert.Equal(GateAct.Divert, book.Decide("+2348031").Act);
        Assert.Equal(GateAct.Pass, book.Decide("+23480391").Act);
        Assert.Equal(GateAct.Pass, book.Decide("+2348039999").Act);
    }

    [Fact]
    public void Emergency_numbers_and_protected_contacts_pass_whatever_the_rules()
    {
        GateBook book = GateBook.Compile(
            [.. "123456789".Select(d => Some.Rule(new GateMatch { CallerPrefix = d.ToString() })), Some.Rule(new GateMatch { IsWithheld = true })],
            new GateProtection { Numbers = [PhoneKey.Pack("+39340111")], Prefixes = [PhoneKey.Pack("+3902")] }, new DialPlan("39"));
        Assert.Equal(new GateVerdict(GateAct.Pass, GateReason.Protected, -1), book.Decide("+39340111"));
        Assert.Equal(GateReason.Protected, book.Decide("+390299").Reason);
        Assert.Equal(GateReason.Emergency, book.Decide("", "112").Reason);
        Assert.Equal(GateReason.Emergency, book.Decide("+1234", "+39112").Reason);
        Assert.Equal(GateReason.Emergency, book.Decide("112").Reason);
        Assert.Equal(GateAct.Refuse, book.Decide("+39340112").Act);
    }

    [Fact]
    public void An_expired_rule_decides_nothing()
    {
        GateBook book = Some.Book(
            Some.Rule(new GateMatch { Caller = "+1555" }, expires: Some.Now.AddSeconds(1)), Some.Rule(new GateMatch { CallerPrefix = "+1" }, GateAction.Refuse, Some.Now.AddSeconds(2)));
        Assert.Equal(0, book.Decide("+1555").Rule);
        Assert.Equal(1, book.Decide("+1555", at: Some.Now.AddSeconds(1)).Rule);
        Assert.Equal(GateVerdict.Open, book.Decide("+1555", at: Some.Now.AddSeconds(2)));
    }

    [Fact]
    public void A_rule_that_asks_for_a_trunk_alone_is_refused_and_never_compiled()
    {
        GateRule rule = Some.Rule(new GateMatch { Trunk = "192.0.2.1" });
        Assert.Contains(GateRules.Faults(rule, Some.Now), f => f.Field == "match");
        Assert.Equal(GateVerdict.Open, Some.Book(rule).Decide("+1", trunk: "192.0.2.1"));
    }

    [Theory]
    [InlineData("", "why", 1, "owner")]
    [InlineData("ada", " ", 1, "reason")]
    [InlineData("ada", "why", 0, "expires_at")]
    [InlineData("ada", "why", 9_000, "expires_at")]
    public void A_rule_needs_owner_reason_and_a_bounded_end(string owner, string reason, int hours, string field) => Assert.Contains(
        GateRules.Faults(Some.Rule(new GateMatch { Caller = "+1555" }, expires: Some.Now.AddHours(hours)) with { Owner = owner, Reason = reason }, Some.Now),
        f => f.Field == field);

    [Theory]
    [InlineData("sip:a@b>\r\nX: y")]
    [InlineData("http://x")]
    [InlineData("")]
    public void A_target_cannot_break_out_of_its_header(string target) => Assert.Contains(
        GateRules.Faults(Some.Rule(new GateMatch { Caller = "+1555" }, new GateAction(GateAct.Divert, target)), Some.Now),
        f => f.Field == "action.target");

    [Fact]
    public void Decisions_agree_with_a_plain_search_over_all_rules()
    {
        Gen<GateRule> rules =
            from digits in Gen.Choose(1, 999).Select(n => n.ToString(CultureInfo.InvariantCulture))
            from kind in Gen.Choose(0, 3)
            from called in Gen.Choose(0, 3)
            from act in Gen.Choose(0, 2)
            from minutes in Gen.Choose(-1, 2)
            select Some.Rule(
                new GateMatch
                {
                    Caller = kind == 0 ? digits : "",
                    CallerPrefix = kind == 1 ? digits : "",
                    Pattern = kind == 2 ? digits + "*" : "",
                    IsWithheld = kind == 3,
                    CalledPrefix = called == 0 ? "391" : "",
                    Called = called == 1 ? "3912" : "",
                },
                new GateAction((GateAct)act, "sip:a@b"), Some.Now.AddMinutes(minutes));
        Gen<(GateRule[], (int, int)[])> cases =
            from some in Gen.ArrayOf(rules, 40)
            from calls in Gen.ArrayOf(Gen.Choose(0, 9_999).Zip(Gen.Choose(0, 3)).Select(c => (c.Item1, c.Item2)), 40)
            select (some, calls);
        Prop.ForAll(cases.ToArbitrary(), test =>
        {
            (GateRule[] some, (int, int)[] calls) = test;
            GateBook book = Some.Book(some);
            foreach ((int caller, int line) in calls)
            {
                (string from, string to) = (caller == 0 ? "" : caller.ToString(CultureInfo.InvariantCulture), "391" + line);
                GateVerdict verdict = book.Decide(from, to);
                GateRule? best = Plainly(some, from, to);
                Assert.Equal(best?.Id, verdict.Rule < 0 ? null : book.Rules[verdict.Rule].Id);
            }
        }).QuickCheckThrowOnFailure();
    }

    private static GateRule? Plainly(GateRule[] rules, string from, string to) => from is "112" or "113" or "114" or "115" or "117" or "118"
        or "110" or "15" or "17" or "18" or "119" or "143" or "144" or "147" or "911" or "999" or "1522" or "1530" ? null : rules
        .Where(r => r.ExpiresAt > Some.Now && Holds(r.Match, from, to))
        .OrderByDescending(r => r.Action.Act == GateAct.Pass).ThenByDescending(r => GateRules.Specificity(r.Match)).ThenBy(r => r.Id).FirstOrDefault();

    private static bool Holds(GateMatch match, string from, string to) =>
        (match.Caller.Length == 0 || from == match.Caller)
        && (match.CallerPrefix.Length == 0 || from.StartsWith(match.CallerPrefix, StringComparison.Ordinal))
        && (match.Pattern.Length == 0 || (from.Length > 0 && from.StartsWith(match.Pattern[..^1], StringComparison.Ordinal)))
        && (!match.IsWithheld || from.Length == 0)
        && (match.Called.Length == 0 || to == match.Called)
        && to.StartsWith(match.CalledPrefix, StringComparison.Ordinal);

    [Fact]
    public void Two_hundred_thousand_rules_and_a_million_protected_numbers_are_decided_without_allocating()
    {
        var random = new Random(7);
        GateRule[] rules = [.. Enumerable.Range(0, 200_000).Select(i => Some.Rule(
            i % 10 == 0 ? new GateMatch { CallerPrefix = $"+234{random.Next(1_000_000):D6}" } : new GateMatch { Caller = $"+44{random.NextInt64(10_000_000_000)}" }))];
        var protection = new GateProtection { Numbers = [.. Enumerable.Range(0, 1_000_000).Select(i => PhoneKey.Pack($"+39340{i:D7}"))] };
        GateBook book = GateBook.Compile(rules, protection);
        Assert.Equal(GateReason.Protected, book.Decide("+393400999999").Reason);
        Assert.Equal(GateAct.Refuse, book.Decide(rules[1].Match.Caller).Act);
        ulong[] callers = [.. Enumerable.Range(0, 10_000).Select(_ => PhoneKey.Pack($"+234{random.NextInt64(10_000_000_000)}"))];
        book.Decide(new GateCall { Caller = callers[0] }, 0);
        long before = GC.GetAllocatedBytesForCurrentThread();
        int refused = 0;
        foreach (ulong caller in callers)
            if (book.Decide(new GateCall { Caller = caller, Called = 139021 }, 0).Act == GateAct.Refuse) refused++;
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.InRange(refused, 1, callers.Length / 2);
    }
}
