using DomSec.Layers;
using DomSec.Mime;
using DomSec.Naming;

namespace DomSec.Signing;

/// <summary>RFC 3183 section 3.2: what must hold before a domain may sign. Pure: judges what was found, asks nobody.</summary>
internal static class SigningPreconditions
{
    /// <summary>What can be said before the message is read.</summary>
    public static Refusal? CheckRequest(DomainSigningRequest request) => request switch
    {
        { Type: SignatureType.Unknown or > SignatureType.Unknown or < SignatureType.Originator } =>
            new Refusal("There is no signature of this type; use domain, review, attributes, originator or delegated originator.", "RFC 3183 section 3.1.2"),
        { Type: SignatureType.Domain or SignatureType.Originator or SignatureType.DelegatedOriginator, Evidence: null } =>
            new Refusal("There is no evidence of who wrote the message; say how the originator was authenticated.", "RFC 3183 section 3.2"),
        { IsDirect: true, Type: not SignatureType.Domain } =>
            new Refusal("Only a domain signature is written straight over content.", "library (DS-ENC-13)"),
        { Type: not SignatureType.Domain, RequireEncryption: true } =>
            new Refusal("Only a domain signature is encrypted while signing; sign first and encrypt then.", "RFC 3183 section 5"),
        _ => null,
    };

    /// <summary>The user whose key signs: From's or Sender's mailbox, of the domain that the request names or one below it (SEC-DOM-04).</summary>
    public static (string? User, Refusal? Refusal) ChooseUser(DomainSigningRequest request, FromField from, FromField sender)
    {
        if (from.Problem is { } problem)
        {
            return (null, new Refusal(problem, "RFC 8550 section 3"));
        }

        string? user = request.Originator ?? (from.Addresses is [var author] ? author : sender.Addresses is [var responsible] ? responsible : null);
        if (user is null)
        {
            return (null, new Refusal("The message has several authors and no Sender; say which of them signs.", "RFC 5322 section 3.6.2"));
        }

        if (!from.Addresses.Concat(sender.Addresses).Contains(user, StringComparer.OrdinalIgnoreCase))
        {
            return (null, new Refusal("The user who is to sign is neither in From nor in Sender.", "RFC 8550 section 3"));
        }

        return MailDomain.TryFromAddress(user, out _, out MailDomain domain) && request.Domain.IsSameOrAscendantOf(domain)
            ? (user, null)
            : (null, new Refusal($"The user who is to sign is not one of {request.Domain}.", "library (SEC-DOM-04)"));
    }

    /// <summary>The mapping rule for the signer: its domain covers every From mailbox (DS-DSG-01).</summary>
    public static Refusal? CheckMapping(NamingVerdict signer, FromField from, NameMappingRules rules)
    {
        MappingResult mapping = NameMapping.Check(signer, from.Domains, rules: rules);
        return mapping.Flag(signer.Role) is { } flag
            ? new Refusal(from.Problem ?? $"The signer may not sign for this sender: {mapping.Detail}", flag)
            : null;
    }

    /// <summary>When the message's own signature is the evidence, it has to be there.</summary>
    /// <remarks>It has to be the author's: RFC 8550 lets a Sender sign, but a colleague's name in From would then be vouched for by the domain.</remarks>
    public static Refusal? CheckEvidence(OriginatorEvidence? evidence, DomainSecurityReport? report, FromField from) =>
        evidence is { IsOriginatorSignature: true }
        && !(report is { Status: SecurityStatus.Pass, IdentityLevel: IdentityLevel.Originator, Originator: { } originator } && from.Addresses is [var author] && string.Equals(author, originator, StringComparison.OrdinalIgnoreCase))
            ? new Refusal("The evidence is the originator's own signature, but the message has none that is valid and matches its sender.", "RFC 3183 section 3.2")
            : null;

    /// <summary>A signature that speaks for the origin says of the payload's protected From that the domain authenticated it: it has to be the sender who was.</summary>
    /// <remarks>The field outside is anybody's to change later, so that the message could be sent again as the other's (HP-01).</remarks>
    public static Refusal? CheckPayload(SignatureType type, MessageWalk? walk, FromField from)
    {
        if (type is SignatureType.Review or SignatureType.AdditionalAttributes
            || walk is not { ReachedContent: true, ContentHeader: { } root }
            || PayloadHeaders.Read(root, walk.WrappedHeader) is not { Level: HeaderProtectionLevel.Rfc9788 } payload
            || !payload.Fields.Any(field => field.IsNamed("From")))
        {
            return null;
        }

        FromField inner = FromField.Read(root);
        return inner.Problem is null && inner.Addresses.Count == from.Addresses.Count && inner.Addresses.Zip(from.Addresses).All(pair => FromField.SameAddress(pair.First, pair.Second))
            ? null
            : new Refusal("The message's payload protects another sender than the one in its From field.", "RFC 9788 section 4.4, F-HEADER-MISMATCH");
    }

    /// <summary>Why a signature is not good enough, for a person.</summary>
    public static string Reason(SignatureReport signature) =>
        (signature.Flags.FirstOrDefault(flag => flag.Flag.Severity == FlagSeverity.Fact) ?? signature.Flags.FirstOrDefault(flag => flag.Flag.Severity == FlagSeverity.Policy))
            ?.Detail ?? "its verdict is " + signature.Verdict + ".";
}
