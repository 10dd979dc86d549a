using System.Diagnostics;
using System.Globalization;
using DomSec.Decisions;
using DomSec.TestKit;

namespace DomSec.Tests.Simulation;

/// <summary>
/// Two years of a community of 200 members whose administrators are away, whose directory falls over and whose keys are stolen: no message is lost, none goes in
/// the clear that should not, nothing forged is delivered, and every decision is explained.
/// </summary>
public sealed class TwoYearsTests(ITestOutputHelper output)
{
    private const string Update = "DOMSEC_UPDATE_DOCS";
    private const int MailsPerDay = 3;
    private static readonly string _document = RepositoryFolder.Path("docs/AVAILABILITY.md");

    [Fact]
    public async Task Two_years_of_two_hundred_members_lose_nothing_and_explain_everything()
    {
        var runs = new List<(DecisionPolicy, IReadOnlyList<Mail>)>();
        int stolenKeys = 0;
        foreach (DecisionPolicy policy in (DecisionPolicy[])[DecisionPolicy.Strict, DecisionPolicy.Default, DecisionPolicy.Lenient])
        {
            long start = Stopwatch.GetTimestamp();
            using var world = new World();
            var flow = new MailFlow(world, policy, MailsPerDay);
            await flow.RunAsync();
            Check(policy, flow.All);
            stolenKeys = world.StolenKeys;
            runs.Add((policy, flow.All));
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{policy.Name}: {flow.All.Count} messages, {flow.All.Sum(mail => mail.Decisions.Count)} decisions, {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s"));
        }

        // The same mail under each policy; otherwise the columns compare nothing.
        Assert.All(runs, run => Assert.Equal(runs[0].Item2.Select(mail => (mail.Kind, mail.From, mail.To)), run.Item2.Select(mail => (mail.Kind, mail.From, mail.To))));

        string expected = Availability.Render(runs, stolenKeys);
        output.WriteLine(expected);
        if (string.Equals(Environment.GetEnvironmentVariable(Update), "1", StringComparison.Ordinal))
        {
            File.WriteAllText(_document, expected);
        }

        string actual = File.Exists(_document) ? File.ReadAllText(_document) : string.Empty;
        Assert.True(string.Equals(expected, actual, StringComparison.Ordinal), $"docs/AVAILABILITY.md is not up to date: run this test once with {Update}=1 and commit it.");
    }

    private static void Check(DecisionPolicy policy, IReadOnlyList<Mail> mails)
    {
        // Lost is what has no end, or an end without a reason.
        Assert.All(mails, mail => Assert.True(mail.End is not null && mail.Decisions.Count > 0, $"{mail.Kind} {mail.Number}"));
        Assert.All(mails.Where(mail => mail.End is MailEnd.Returned or MailEnd.Held), mail => Assert.True(mail.Decisions[^1].Action >= DecisionAction.Quarantine && mail.Decisions[^1].Findings.Count > 0));
        Assert.DoesNotContain(mails, mail => mail.WentInClear && (mail.IsMarked || (mail.Kind != MailKind.ToStranger && !ReferenceEquals(policy, DecisionPolicy.Lenient))));
        Assert.DoesNotContain(mails, mail => mail.IsHostile && mail.End is MailEnd.Delivered or MailEnd.DeliveredWithWarning && mail.IsHostile);
        Assert.DoesNotContain(mails, mail => mail.HasNullSender && mail.End == MailEnd.Returned);
        Assert.DoesNotContain(mails, mail => mail.Kind == MailKind.MarkedToStranger && mail.End is not (MailEnd.Returned or MailEnd.Held));

        // What is right is delivered nearly always; a policy that holds everything would keep all other promises.
        Mail[] right = [.. mails.Where(mail => mail.Kind is MailKind.Member or MailKind.Marked or MailKind.Bounce)];
        double delivered = right.Count(mail => mail.End is MailEnd.Delivered or MailEnd.DeliveredWithWarning) / (double)right.Length;
        Assert.InRange(delivered, 0.80, 1);

        // The world went wrong in every way that it was to.
        HashSet<SecurityCondition> met = [.. mails.SelectMany(mail => mail.Decisions).SelectMany(decision => decision.Findings).Select(finding => finding.Condition)];
        foreach (SecurityCondition condition in (SecurityCondition[])
            [
                SecurityCondition.DirectoryDown, SecurityCondition.CertificateNotYetValid, SecurityCondition.CertificateExpired, SecurityCondition.CertificateRevoked, SecurityCondition.RevocationUnknown,
                SecurityCondition.NamingBroken, SecurityCondition.SignatureInvalid, SecurityCondition.Undecryptable, SecurityCondition.OwnKeyUnusable, SecurityCondition.UnsignedFromMember,
                SecurityCondition.UnencryptedFromMember, SecurityCondition.PeerUnknown, SecurityCondition.MarkedFromStranger,
            ])
        {
            Assert.Contains(condition, met);
        }

        if (!ReferenceEquals(policy, DecisionPolicy.Strict))
        {
            Assert.Contains(SecurityCondition.CertificateExpiredInGrace, met);
            Assert.Contains(SecurityCondition.RevocationStaleInGrace, met);
        }
    }
}
