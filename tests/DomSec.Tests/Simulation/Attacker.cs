using System.Buffers;
using DomSec.Hosting;
using DomSec.Providers;
using DomSec.TestKit;
using DomSec.Tests.Hosting;

namespace DomSec.Tests.Simulation;

/// <summary>Writes what a member's gateway never would, through the same doors, with a clock and keys of its own.</summary>
internal static class Attacker
{
    private static readonly SearchValues<byte> _base64 = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=\r\n"u8);

    private static readonly DomainSigningRequest _request = new() { Domain = TestDoors.Acme, Evidence = TestDoors.Evidence, HeaderProtection = HeaderProtectionScheme.None };

    /// <summary>The message on the wire, or null when there is no certificate to encrypt to now.</summary>
    public static async Task<byte[]?> WriteAsync(World world, Mail mail)
    {
        Member claimed = world.Find(mail.From)!;
        Member other = world.All[(claimed.Number + 1) % World.Members];
        Generation? target = Newest(world, world.Find(mail.To)!);

        // A key of which everybody can know that it was stolen, a right one of another member, or one of the member itself under something else that is wrong.
        Generation? signing = mail.Kind switch
        {
            MailKind.StolenKey => claimed.Installed.Last(generation => generation.Revoked < world.ListMade),
            MailKind.WrongDomain => Newest(world, other),
            _ => Newest(world, claimed),
        };
        if (target is null || signing is null)
        {
            return null;
        }

        MailDomain own = mail.Kind == MailKind.WrongDomain ? other.Domain : mail.From;
        byte[] message = mail.Kind == MailKind.WrongDomain ? Messages.Plain($"alice@{own}", mail.Recipient, body: $"The text, {mail.Token}.\r\n") : mail.Octets;
        byte[] signed = await SignAsync(world, own, signing, message);
        if (mail.Kind == MailKind.Altered)
        {
            (byte[] header, byte[] _) = Messages.Split(signed);
            byte[] cms = Messages.CmsOf(signed);

            // The text stands in base64 in the layer that is signed, near its end.
            int start = cms.AsSpan().IndexOf("base64\r\n"u8);
            start += cms.AsSpan(start).IndexOf("\r\n\r\n"u8) + 4;
            int at = start + (cms.AsSpan(start).IndexOfAnyExcept(_base64) * 3 / 4);
            at += cms[at] is (byte)'\r' or (byte)'\n' ? 2 : 0;
            cms[at] = cms[at] == 'A' ? (byte)'B' : (byte)'A';
            signed = Messages.Carry(header, cms, "signed-data");
        }

        TestIdentity recipient = mail.Kind == MailKind.UnknownKey
            ? TestCa.Shared.Issue(TestRole.Confidentiality, mail.To.Value, TestKeyType.P256, shape => shape.KeyName = "simulated lost key")
            : target.Confidentiality;
        byte[] wire = await EncryptAsync(world, own, recipient, signed, mail.Recipient);
        return mail.Kind == MailKind.WrongDomain ? [.. TestDoors.Text(wire).Replace($"alice@{own}", $"alice@{mail.From}", StringComparison.Ordinal).Select(letter => (byte)letter)] : wire;
    }

    private static Generation? Newest(World world, Member member) =>
        member.Installed.LastOrDefault(generation => !(generation.Revoked <= world.Now) && generation.NotBefore <= world.Now && generation.NotAfter > world.Now);

    /// <summary>At a time at which the key may sign.</summary>
    private static async Task<byte[]> SignAsync(World world, MailDomain domain, Generation signing, byte[] message)
    {
        var community = new MemoryCommunity();
        community.AddSigningKey(domain, DomainRole.DomainSigning, signing.SigningKey);
        TimeProvider clock = signing.NotAfter > world.Now ? world.Clock : new SkewedClock(world.Clock, signing.NotBefore.AddDays(1) - world.Now);
        using DomSecCommunity doors = DomSecCommunity.Create(community, community, community, community, new DomSecCommunityOptions { TimeProvider = clock });
        using var source = new MemoryStream(message, writable: false);
        using var destination = new MemoryStream();
        DomainSigningReport report = await doors.Signer.SignStreamAsync(source, destination, _request with { Domain = domain });
        Assert.True(report.Outcome == DomainOutcome.Applied, report.Refusal?.ToString());
        return destination.ToArray();
    }

    private static async Task<byte[]> EncryptAsync(World world, MailDomain domain, TestIdentity recipient, byte[] message, string address)
    {
        var community = new MemoryCommunity().AddAnchor(TestCa.Shared.Certificate).AddAnchor(world.Root);
        community.AddCertificate(MailDomain.Parse(recipient.Domain), DomainRole.Confidentiality, recipient.Der);
        using DomSecCommunity doors = DomSecCommunity.Create(community, community, community, community, new DomSecCommunityOptions { TimeProvider = world.Clock });
        using var source = new MemoryStream(message, writable: false);
        using var destination = new MemoryStream();
        DomainEncryptionReport report = await doors.Encryptor.EncryptStreamAsync(
            source, destination, new DomainEncryptionRequest { Domain = domain, Recipients = [address], IsClient = true, AllowWithoutDomainSignature = true });
        Assert.True(report.Outcome == DomainOutcome.Applied, report.Refusal?.ToString());
        return destination.ToArray();
    }
}
