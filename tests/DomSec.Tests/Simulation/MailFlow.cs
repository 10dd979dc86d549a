using System.Text;
using DomSec.Decisions;
using DomSec.Hosting;
using DomSec.Providers;
using DomSec.TestKit;

namespace DomSec.Tests.Simulation;

/// <summary>Two years of mail under one policy: gateways that ask the doors and the policy, queues that honour "retry until", and the promises that must hold.</summary>
internal sealed class MailFlow(World world, DecisionPolicy policy, int mailsPerDay)
{
    private static readonly TimeSpan _step = TimeSpan.FromHours(6);
    private static readonly OriginatorEvidence _evidence = OriginatorEvidence.External("SMTP AUTH alice");

    private readonly Random _random = new(2634);
    private readonly List<Mail> _queue = [];

    public List<Mail> All { get; } = [];

    public async Task RunAsync()
    {
        int perStep = 0;
        while (world.Now < World.End)
        {
            for (perStep += mailsPerDay; perStep >= 4; perStep -= 4)
            {
                Write();
            }

            await RunQueueAsync();
            world.Advance(_step);
        }

        // The world goes on until every queue is empty: no mail may wait for ever.
        for (int days = 0; _queue.Count > 0; days++)
        {
            Assert.True(days < 45 * 4, $"{_queue.Count} messages never leave the queue: {_queue[0].Decisions[^1]}");
            await RunQueueAsync();
            world.Advance(_step);
        }
    }

    private void Write()
    {
        Member from = world.All[_random.Next(World.Members)];
        Member to = world.All[_random.Next(World.Members)];
        MailKind kind = _random.Next(100) switch
        {
            < 52 => MailKind.Member,
            < 66 => MailKind.Marked,
            < 72 => MailKind.Bounce,
            < 76 => MailKind.ToStranger,
            < 78 => MailKind.MarkedToStranger,
            < 81 => MailKind.FromStranger,
            < 83 => MailKind.MarkedFromStranger,
            < 86 => MailKind.PlainFromMember,
            < 88 => MailKind.PlainBounceFromMember,
            < 89 => MailKind.Damaged,
            < 92 => MailKind.Altered,
            < 95 => MailKind.StolenKey,
            < 98 => MailKind.WrongDomain,
            _ => MailKind.UnknownKey,
        };
        if (kind == MailKind.StolenKey)
        {
            // A thief, and everybody could know of the theft.
            Member[] robbed = [.. world.All.Where(member => member.Installed.Any(generation => generation.Revoked < world.ListMade))];
            if (robbed.Length == 0)
            {
                kind = MailKind.Member;
            }
            else
            {
                from = robbed[_random.Next(robbed.Length)];
            }
        }

        // Clocks that are wrong and roots that are late matter for few members; these write more.
        if (kind is MailKind.Member or MailKind.Marked && _random.Next(12) == 0)
        {
            from = world.All[10 + (_random.Next(3) * 10) + _random.Next(2)];
        }

        while (to.Domain == from.Domain)
        {
            to = world.All[(to.Number + 1) % World.Members];
        }

        var stranger = MailDomain.Parse("stranger.example");
        var mail = new Mail
        {
            Number = All.Count,
            Kind = kind,
            From = kind is MailKind.FromStranger or MailKind.MarkedFromStranger ? stranger : from.Domain,
            To = kind is MailKind.ToStranger or MailKind.MarkedToStranger ? stranger : to.Domain,
            Created = world.Now,
            NextTry = world.Now,
        };
        All.Add(mail);
        _queue.Add(mail);
    }

    private async Task RunQueueAsync()
    {
        foreach (Mail mail in _queue.Where(mail => mail.NextTry <= world.Now).ToArray())
        {
            mail.Tries++;
            if (mail.Wire is null)
            {
                await SendAsync(mail);
            }

            if (mail.Wire is not null && mail.End is null && mail.NextTry <= world.Now)
            {
                await ReceiveAsync(mail);
            }

            if (mail.End is not null)
            {
                mail.Ended = world.Now;
                _queue.Remove(mail);
            }
        }
    }

    private async Task SendAsync(Mail mail)
    {
        if (mail.Kind is MailKind.FromStranger or MailKind.MarkedFromStranger or MailKind.PlainFromMember or MailKind.PlainBounceFromMember)
        {
            mail.Wire = mail.Octets; // no gateway of ours
            return;
        }

        if (mail.Kind is MailKind.Altered or MailKind.StolenKey or MailKind.WrongDomain or MailKind.UnknownKey)
        {
            mail.Wire = await Attacker.WriteAsync(world, mail);
            if (mail.Wire is null)
            {
                mail.NextTry = world.Now.AddHours(6); // who attacks waits for a certificate to encrypt to
            }

            mail.Created = world.Now;

            return;
        }

        Member sender = world.Find(mail.From)!;
        bool? isMember = Told(await sender.Doors.Membership.IsMemberAsync(mail.To));
        var facts = new OutboundFacts
        {
            Now = sender.Now,
            Partner = mail.To,
            IsMember = isMember,
            IsMarked = mail.IsMarked,
            FirstSeen = mail.Created + (sender.Now - world.Now),
            RevocationKnownUntil = world.RevocationKnownUntil,
        };
        byte[]? written = null;
        byte[]? clear = null;
        if (isMember == true)
        {
            (DomainSigningReport signing, clear) = await SignAsync(sender.Doors, mail.From, mail.Octets);
            facts = facts with { Signing = signing };
            if (signing.Outcome == DomainOutcome.Applied)
            {
                (DomainEncryptionReport encryption, written) = await EncryptAsync(sender.Doors, mail.From, clear, mail.Recipient);
                facts = facts with { Encryption = encryption };
            }
        }

        Decision decision = Explained(policy.Decide(facts), mail);
        switch (decision.Action)
        {
            case DecisionAction.Deliver:
                Assert.NotNull(written);
                Assert.Contains("smime-type=authEnveloped-data", Encoding.Latin1.GetString(written), StringComparison.OrdinalIgnoreCase);
                mail.Signed = clear;
                mail.Wire = mail.Kind == MailKind.Damaged ? Damaged(written) : written;
                break;
            case DecisionAction.DeliverInClear:
                Assert.False(mail.IsMarked, $"Marked, and in the clear: {decision}");
                Assert.True(isMember == false || ReferenceEquals(policy, DecisionPolicy.Lenient), $"A member's mail in the clear: {decision}");
                Assert.DoesNotContain(decision.Findings, finding => finding.Condition is SecurityCondition.CertificateRevoked or SecurityCondition.NamingBroken or SecurityCondition.DirectoryDown or SecurityCondition.OwnKeyUnusable);
                mail.WentInClear = true;
                mail.Wire = mail.Octets;
                break;
            default:
                Stop(mail, decision, facts.Now);
                break;
        }
    }

    private async Task ReceiveAsync(Mail mail)
    {
        if (world.Find(mail.To) is not { } receiver)
        {
            mail.End = MailEnd.Delivered; // a stranger's server takes it
            return;
        }

        mail.Arrived ??= receiver.Now;
        byte[] wire = mail.Wire!;
        bool isPlain = wire.AsSpan().IndexOf("pkcs7-mime"u8) < 0;
        DomainDecryptionReport? decryption = null;
        byte[] opened = wire;
        if (!isPlain)
        {
            (decryption, opened) = await DecryptAsync(receiver.Doors, wire);
        }

        Decision decision = Explained(
            policy.Decide(new InboundFacts
            {
                Now = receiver.Now,
                Partner = mail.From,
                IsMember = Told(await receiver.Doors.Membership.IsMemberAsync(mail.From)),
                IsMarked = mail.IsMarked,
                Report = decryption?.Classification ?? await ClassifyAsync(receiver.Doors, wire),
                Decryption = decryption,
                FirstSeen = mail.Arrived,
                RevocationKnownUntil = world.RevocationKnownUntil,
            }),
            mail);
        if (decision.Action is DecisionAction.Deliver or DecisionAction.DeliverWithWarning)
        {
            Assert.False(mail.IsHostile, $"{mail.Kind} was delivered: {decision}");
            Assert.False(decision.Action == DecisionAction.Deliver && mail.Kind is MailKind.PlainFromMember or MailKind.PlainBounceFromMember or MailKind.MarkedFromStranger or MailKind.Damaged or MailKind.UnknownKey, $"Without a word: {decision}");
            if (isPlain)
            {
                Assert.Contains(mail.Token, Encoding.Latin1.GetString(opened), StringComparison.Ordinal);
            }
            else if (mail.Signed is { } signed)
            {
                Assert.Equal(mail.Kind != MailKind.Damaged, decryption!.Outcome == DomainOutcome.Applied && Messages.Split(signed).Entity.AsSpan().SequenceEqual(Messages.Split(opened).Entity));
            }

            mail.End = decision.Action == DecisionAction.Deliver ? MailEnd.Delivered : MailEnd.DeliveredWithWarning;
            return;
        }

        Assert.NotEqual(DecisionAction.DeliverInClear, decision.Action);
        Stop(mail, decision, receiver.Now);
    }

    private void Stop(Mail mail, Decision decision, DateTimeOffset now)
    {
        if (decision.Action == DecisionAction.Retry)
        {
            Assert.True(decision.RetryUntil > now && decision.RetryUntil <= now.AddDays(30), decision.Explanation);
            mail.NextTry = world.Now.AddHours(12);
            return;
        }

        // A report that cannot be delivered is the postmaster's: it is returned to nobody.
        mail.End = decision.Action == DecisionAction.Reject && !mail.HasNullSender ? MailEnd.Returned : MailEnd.Held;
    }

    private static Decision Explained(Decision decision, Mail mail)
    {
        Assert.True(decision.Explanation.Length > 20 && decision.Explanation.Contains('.', StringComparison.Ordinal), decision.Explanation);
        Assert.DoesNotContain(mail.Token, decision.Explanation, StringComparison.Ordinal);
        Assert.Equal(decision.Findings.Count == 0, decision.Action == DecisionAction.Deliver && decision.Deciding is null);
        Assert.All(decision.Findings, finding => Assert.True(finding.Detail.Length > 10 && finding.Rule.Length > 10 && finding.Action <= decision.Action, finding.Detail));
        Assert.DoesNotContain(decision.Findings, finding => finding.Condition == SecurityCondition.Unclear);
        if (decision.Deciding is { } deciding)
        {
            string name = deciding.Condition.ToString();
            Assert.Contains(char.ToLowerInvariant(name[0]) + name[1..], decision.Explanation, StringComparison.Ordinal);
        }

        mail.Decisions.Add(decision);
        return decision;
    }

    private static bool? Told(LookupState state) => state == LookupState.Unavailable ? null : state == LookupState.Found;

    /// <summary>One octet of the ciphertext's end, or of what stands for it, is another one.</summary>
    private static byte[] Damaged(byte[] message)
    {
        (byte[] header, byte[] _) = Messages.Split(message);
        byte[] cms = Messages.CmsOf(message);
        cms[^40] ^= 1;
        return Messages.Carry(header, cms, "authEnveloped-data");
    }

    internal static async Task<(DomainSigningReport Report, byte[] Output)> SignAsync(DomSecCommunity doors, MailDomain domain, byte[] message)
    {
        using var source = new MemoryStream(message, writable: false);
        using var destination = new MemoryStream();
        return (await doors.Signer.SignStreamAsync(source, destination, new DomainSigningRequest { Domain = domain, Evidence = _evidence }), destination.ToArray());
    }

    internal static async Task<(DomainEncryptionReport Report, byte[] Output)> EncryptAsync(DomSecCommunity doors, MailDomain domain, byte[] message, string recipient)
    {
        using var source = new MemoryStream(message, writable: false);
        using var destination = new MemoryStream();
        return (await doors.Encryptor.EncryptStreamAsync(source, destination, new DomainEncryptionRequest { Domain = domain, Recipients = [recipient] }), destination.ToArray());
    }

    private static async Task<(DomainDecryptionReport Report, byte[] Output)> DecryptAsync(DomSecCommunity doors, byte[] message)
    {
        using var source = new MemoryStream(message, writable: false);
        using var destination = new MemoryStream();
        return (await doors.Encryptor.DecryptStreamAsync(source, destination, new DomainDecryptionRequest()), destination.ToArray());
    }

    private static async Task<DomainSecurityReport> ClassifyAsync(DomSecCommunity doors, byte[] message)
    {
        using var source = new MemoryStream(message, writable: false);
        return await doors.Classifier.ClassifyStreamAsync(source, new DomainClassificationRequest());
    }
}
