using System.Buffers;
using System.Text;
using DomSec.Ber;
using DomSec.Fuzz.Engine;
using DomSec.Naming;
using DomSec.X509;

namespace DomSec.Fuzz.Targets;

/// <summary>
/// Mail domains, addresses, distinguished names and the naming convention of RFC 3183. INVARIANTS, for any text and any certificate:
/// 1. nothing throws, except Parse with a FormatException of one line;
/// 2. a domain that reads is lower-case letters, digits, hyphens, underscores and dots, at most 253, and reads as itself again;
/// 3. a domain is its own ascendant and its parent's descendant, and two domains that are each other's ascendants are equal;
/// 4. an address that reads has a domain that reads and its text behind the last "@" is that domain;
/// 5. findings and mappings are one line, in ASCII where they quote;
/// 6. who conforms to a role has the role's name and at most domains that read;
/// 7. public-suffix rules answer for every domain.
/// </summary>
internal sealed class NamingTarget : FuzzTarget
{
    private static readonly SearchValues<char> _letters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-_.");

    private static readonly byte[][] _texts =
    [
        .. new[]
        {
            "acme.example", "Acme.EXAMPLE.", "mail.acme.example", "b\u00fccher.example", "xn--bcher-kva.example", "\u4f8b\u3048.\u30c6\u30b9\u30c8", "stra\u00dfe.example", "\u0130.example", "a\u200db.example", "*.example", "[192.0.2.1]", "co.uk", "com",
            "a.b.c.d.e.f.g.h.example", "john@acme.example", "\"john@home\"@acme.example", "\"a\\\"b\"@acme.example", "domain-signing-authority@acme.example", "a@b@c.example", "@", "", ".", "a..b", "-a.example", "xn--.example", "xn--a.example",
            "xn--0.example", "\ufffe.example", "\uff21.example", "a\u3002b", "\u00ad.example", new string('a', 63) + ".example", new string('a', 64) + ".example", "\ud800.example",
        }.Select(Encoding.Unicode.GetBytes),
    ];

    private static readonly byte[][] _names = [.. FuzzSeeds.Certificates.Where(der => Certificate.TryParse(der, out _) == BerStatus.Ok)];

    public override string Name => "naming";

    public override double Share => 80_000;

    public override int AllocationPerOctet => 2000;

    public override int AllocationBase => 1 << 20;

    public override IReadOnlyList<byte[]> Seeds { get; } = [.. _texts, .. _names];

    public override Func<byte[]> Inputs(int seed)
    {
        var texts = FuzzInputs.Octets(_texts, seed, [.. FuzzInputs.MailWords, .. _texts, .. new[] { "xn--", "\u3002", "\u200d", "\u0301", "\u202e", "\ufffe", ".", "@", "\"" }.Select(Encoding.Unicode.GetBytes)]);
        var names = FuzzInputs.Elements(_names, seed, structured: 70);
        int count = 0;
        return () => ++count % 2 == 0 ? texts() : names();
    }

    public override void Run(byte[] input)
    {
        if (input.Length <= 4000)
        {
            CheckText(Encoding.Unicode.GetString(input));
            CheckText(Encoding.Latin1.GetString(input));
            CheckText(new string(System.Runtime.InteropServices.MemoryMarshal.Cast<byte, char>(input))); // lone surrogates too
        }

        if (Certificate.TryParse(input, out Certificate? certificate) == BerStatus.Ok)
        {
            CheckNames(certificate!);
        }

        if (DistinguishedName.TryParse(input, out DistinguishedName? name) == BerStatus.Ok)
        {
            Invariant.OneLine(name!.ToString(), "a name");
            _ = DomainPart.Of(name).Count;
        }
    }

    public static void CheckDomain(MailDomain domain)
    {
        string text = domain.ToString();
        Invariant.Holds(text.Length is > 0 and <= 253 && !text.AsSpan().ContainsAnyExcept(_letters), "a domain of other characters");
        Invariant.Holds(MailDomain.TryParse(text, out MailDomain again) && again == domain, "a domain that does not read as itself");
        Invariant.Holds(domain.IsSameOrAscendantOf(domain) && domain.LabelCount > 0, "a domain that is not its own");
        int labels = domain.LabelCount;
        for (MailDomain? parent = domain.Parent; parent is { } above; parent = above.Parent)
        {
            Invariant.Holds(above.LabelCount == --labels, "a parent with as many labels");
            Invariant.Holds(above.IsSameOrAscendantOf(domain) && !domain.IsSameOrAscendantOf(above), "a parent that is no ascendant");
        }
    }

    private static void CheckText(string text)
    {
        if (MailDomain.TryParse(text, out MailDomain domain))
        {
            CheckDomain(domain);
            _ = PublicSuffixRules.Default.IsPublicSuffix(domain);
        }
        else
        {
            Invariant.Holds(domain == default, "a domain that does not read and is one");
            try
            {
                _ = MailDomain.Parse(text);
                Invariant.Holds(false, "Parse and TryParse differ");
            }
            catch (FormatException e)
            {
                Invariant.OneLine(e.Message, "the reason why a text is no domain");
            }
        }

        if (MailDomain.TryFromAddress(text, out string localPart, out MailDomain ofAddress))
        {
            CheckDomain(ofAddress);
            Invariant.Holds(localPart.Length > 0 && MailDomain.TryParse(text[(text.LastIndexOf('@') + 1)..], out MailDomain behind) && behind == ofAddress, "an address whose domain is another");
        }
    }

    private static void CheckNames(Certificate certificate)
    {
        _ = AuthorityName.RoleOf(certificate);
        foreach (DomainRole role in Enum.GetValues<DomainRole>())
        {
            NamingVerdict verdict = AuthorityName.Check(certificate, role);
            foreach (NamingFinding finding in verdict.Findings)
            {
                Invariant.OneLine(finding.Detail, "a finding");
                Invariant.Holds(finding.Detail.All(char.IsAscii), "a finding outside ASCII");
                Invariant.Holds(SecurityFlags.All.Any(flag => string.Equals(flag.Id, finding.Flag, StringComparison.Ordinal)), "a flag outside the catalogue");
            }

            foreach (MailDomain domain in verdict.Domains)
            {
                CheckDomain(domain);
            }

            Invariant.Holds(!verdict.Conforms || AuthorityName.RoleOf(certificate) == role, "who conforms to a role has another's name");
            foreach (DistinguishedName? originator in new[] { null, certificate.Subject, certificate.Issuer })
            {
                MappingResult result = NameMapping.Check(verdict, [FuzzCommunity.Acme], originator);
                Invariant.OneLine(result.Detail, "a mapping");
                Invariant.Holds(!result.Holds || result.Domain is not { } covering || covering.IsSameOrAscendantOf(FuzzCommunity.Acme), "a mapping that does not cover");
            }
        }
    }
}
