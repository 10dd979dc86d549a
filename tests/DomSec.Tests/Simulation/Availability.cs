using System.Globalization;
using System.Text;
using DomSec.Decisions;

namespace DomSec.Tests.Simulation;

/// <summary>What became of the mail under each policy, as docs/AVAILABILITY.md tells it.</summary>
internal static class Availability
{
    private static readonly (string Name, MailKind[] Kinds)[] _rows =
    [
        ("between members", [MailKind.Member]),
        ("marked, between members", [MailKind.Marked]),
        ("bounces between members", [MailKind.Bounce]),
        ("to the world", [MailKind.ToStranger]),
        ("marked, to the world", [MailKind.MarkedToStranger]),
        ("from the world", [MailKind.FromStranger]),
        ("marked, from the world", [MailKind.MarkedFromStranger]),
        ("unprotected from members", [MailKind.PlainFromMember, MailKind.PlainBounceFromMember]),
        ("damaged, or for a lost key", [MailKind.Damaged, MailKind.UnknownKey]),
        ("forged: altered, stolen key, other domain", [MailKind.Altered, MailKind.StolenKey, MailKind.WrongDomain]),
    ];

    public static string Render(IReadOnlyList<(DecisionPolicy Policy, IReadOnlyList<Mail> Mails)> runs, int stolenKeys)
    {
        var text = new StringBuilder();
        text.Append("# Availability by policy\n\n");
        text.Append("Written by the tests; do not edit. Two simulated years of a community of 200 members, every message through the real doors, the same events and the same mail under each\n");
        text.Append("policy of `decisions` in `community.json`: keys are renewed two to three weeks before their end and staged for five days; 10% of the renewals 1 to 5 days late and 5% 10 to 25 days, 4% by an issuer whose clock is ahead; ten outages of the directory, of\n");
        text.Append(CultureInfo.InvariantCulture, $"7 hours to 7 days; four of revocation lists, of 9 to 18 days, while a list is current for 10; {stolenKeys} stolen keys, replaced after 6 hours to 12 days; the root renewed, and five\n");
        text.Append("members two weeks late with it; eight gateways with clocks that are wrong by days. What breaks is more than a community sees in two years: the columns compare policies.\n\n");
        text.Append("*At once*, *later* and *warned* are delivered; *returned* went back to its sender with the reason; *held* waits for a postmaster. *In clear* is how many of them left without\n");
        text.Append("protection. Every message has one of these ends, no marked message was in clear, and nothing forged was delivered.\n");
        foreach ((DecisionPolicy policy, IReadOnlyList<Mail> mails) in runs)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## {policy.Name}\n\n| Mail | Messages | At once | Later | Warned | Returned | Held | In clear | Longest wait |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|\n");
            foreach ((string name, MailKind[] kinds) in _rows)
            {
                Mail[] row = [.. mails.Where(mail => kinds.Contains(mail.Kind))];
                int Count(Func<Mail, bool> which) => row.Count(which);
                int once = Count(mail => mail.End == MailEnd.Delivered && mail.Ended == mail.Created);
                int later = Count(mail => mail.End == MailEnd.Delivered && mail.Ended > mail.Created);
                int warned = Count(mail => mail.End == MailEnd.DeliveredWithWarning);
                int returned = Count(mail => mail.End == MailEnd.Returned);
                int held = Count(mail => mail.End == MailEnd.Held);
                int clear = Count(mail => mail.WentInClear);
                double wait = row.Length == 0 ? 0 : row.Max(mail => (mail.Ended!.Value - mail.Created).TotalDays);
                text.Append(CultureInfo.InvariantCulture, $"| {name} | {row.Length} | {Share(once, row.Length)} | {Share(later, row.Length)} | {Share(warned, row.Length)} | {Share(returned, row.Length)} | {Share(held, row.Length)} | {clear} | {wait:0.#} d |\n");
            }
        }

        text.Append("\n## What stood in the way of members' mail\n\nMessages between members, marked or not, and bounces, by the condition that decided first when they were not delivered at once.\n\n| Condition |");
        text.Append(string.Concat(runs.Select(run => $" {run.Policy.Name} |"))).Append("\n|---|").Append(string.Concat(runs.Select(_ => "--:|"))).Append('\n');
        var reasons = runs.Select(run => run.Mails.Where(mail => mail.Kind is MailKind.Member or MailKind.Marked or MailKind.Bounce).Select(Obstacle).OfType<string>().CountBy(reason => reason, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal)).ToArray();
        foreach (string reason in reasons.SelectMany(run => run.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"| {reason} |").Append(string.Concat(reasons.Select(run => string.Create(CultureInfo.InvariantCulture, $" {run.GetValueOrDefault(reason)} |")))).Append('\n');
        }

        text.Append("\n## The defaults, one by one\n\n`*` marks a floor that forbids anything milder than what stands there.\n\n| Option | Default | Floor | Why | Source |\n|---|---|---|---|---|\n");
        foreach (DecisionDefault line in DecisionPolicy.Table)
        {
            string retry = line.Rule.RetryFor is { } time ? string.Create(CultureInfo.InvariantCulture, $"retry {time.TotalHours} h, then {Word(line.Rule.Then!.Value)}") : Word(line.Rule.Action);
            text.Append(CultureInfo.InvariantCulture, $"| `{line.Option}` | {retry} | {Word(line.Floor)}{(line.Floor >= DecisionAction.Retry ? "*" : "")} | {line.Reason} | {line.Source} |\n");
        }

        return text.ToString();
    }

    private static string? Obstacle(Mail mail) => mail.Decisions.FirstOrDefault(decision => decision.Deciding is not null) is { } decision
        ? $"{(decision.Direction == DecisionDirection.Outbound ? "outbound" : "inbound")}.{Camel(decision.Deciding!.Condition.ToString())}"
        : null;

    private static string Word(DecisionAction action) => Camel(action.ToString());

    private static string Camel(string name) => char.ToLowerInvariant(name[0]) + name[1..];

    private static string Share(int count, int of) => of == 0 || count == 0 ? "–" : string.Create(CultureInfo.InvariantCulture, $"{100.0 * count / of:0.0}%");
}
