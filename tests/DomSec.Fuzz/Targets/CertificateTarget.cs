using System.Reflection;
using DomSec.Ber;
using DomSec.Crypto;
using DomSec.Fuzz.Engine;
using DomSec.Providers;
using DomSec.Trust;
using DomSec.X509;

namespace DomSec.Fuzz.Targets;

/// <summary>
/// Certificates, CRLs, public keys and the building of paths. INVARIANTS, for any octets:
/// 1. nothing throws: not the parsers, not key import and verification, not path validation, not even as trust material of one's own community;
/// 2. a certificate that reads keeps its octets, and its parts lie inside;
/// 3. no certificate is trusted unless its TBSCertificate is, octet for octet, one that the community's anchor vouches for; a hostile list of
///    revocations never makes a revoked certificate trusted;
/// 4. names and findings are one line;
/// 5. names compare with themselves.
/// </summary>
internal sealed class CertificateTarget : FuzzTarget
{
    private static readonly DomSecOptions _options = new() { Limits = FuzzCommunity.Limits };
    private static readonly byte[][] _own = [.. FuzzSeeds.Certificates];
    private static readonly Certificate[] _all = [.. _own.Select(Parse).OfType<Certificate>()];
    private static readonly byte[] _anchor = TestKit.Vectors.Bytes("fuzz-seeds/certificates/anchor.der");
    private static readonly Certificate _revoked = Parse(TestKit.Vectors.Bytes("fuzz-seeds/certificates/revoked.der"))!;
    private static readonly Certificate _intermediate = Parse(TestKit.Vectors.Bytes("fuzz-seeds/certificates/intermediate.der"))!;
    private static readonly byte[] _list = TestKit.Vectors.Bytes("fuzz-seeds/certificates/list.crl");
    private static readonly HashSet<string> _authentic = [.. _all.Select(certificate => Convert.ToHexString(certificate.TbsRaw.Span))];
    private static readonly TrustMaterial _trust = new([_anchor], [], [_list]);
    private static readonly CertificateValidator _validator = new();

    /// <summary>Every scheme that an identifier alone names, those to come included.</summary>
    private static readonly SignatureScheme[] _schemes =
    [
        .. typeof(Oids).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(field => field.GetValue(null))
            .OfType<Oid>()
            .Select(oid => SignatureScheme.TryResolve(AlgorithmIdentifier.Parse(AlgorithmIdentifier.Encode(oid)), out SignatureScheme? scheme) == SchemeStatus.Ok ? scheme : null)
            .OfType<SignatureScheme>(),
    ];

    public override string Name => "certificates";

    public override double Share => 60_000;

    public override int AllocationPerOctet => 2000;

    public override int AllocationBase => 4 << 20;

    public override IReadOnlyList<byte[]> Seeds { get; } = FuzzSeeds.Certificates;

    public override Func<byte[]> Inputs(int seed) => FuzzInputs.Elements(Seeds, seed, structured: 60);

    public override void Run(byte[] input)
    {
        if (Certificate.TryParse(input, out Certificate? certificate) == BerStatus.Ok)
        {
            Check(certificate!, input);
        }

        if (CertificateRevocationList.TryParse(input, out CertificateRevocationList? list) == BerStatus.Ok)
        {
            Invariant.OneLine(list!.Issuer.ToString(), "an issuer");
            Invariant.Holds(list.Count == list.Revoked.Count && list.Find(_revoked.SerialNumber) is null == !list.Revoked.Any(entry => SerialNumbers.Same(entry.SerialNumber.Span, _revoked.SerialNumber.Span)), "an entry that is not found");
        }

        Invariant.Holds(_schemes.Length > 4, "schemes that are not found");
        if (PublicKey.TryImport(input) is { } key)
        {
            CheckKey(key);
        }

        if ((input.Length & 63) == 0)
        {
            AsTrust(input);
        }
    }

    private static Certificate? Parse(byte[] der) => Certificate.TryParse(der, out Certificate? certificate) == BerStatus.Ok ? certificate : null;

    private static void Check(Certificate certificate, byte[] input)
    {
        Invariant.Holds(certificate.Raw.Span.SequenceEqual(input), "a certificate that is not its octets");
        Invariant.Holds(certificate.TbsRaw.Length < input.Length && certificate.Version is >= 1 and <= 3, "a certificate's parts");
        Invariant.OneLine(certificate.Subject.ToString(), "a subject");
        Invariant.OneLine(certificate.Issuer.ToString(), "an issuer");
        Invariant.Holds(certificate.Subject.Equivalent(certificate.Subject), "a name differs from itself");
        _ = (certificate.Emails.Count, certificate.HasUnknownCriticalExtension, certificate.KeyUsage, certificate.ExtendedKeyUsages?.Count, certificate.NamesRevocationSource);
        Invariant.Holds(certificate.MatchesIssuerAndSerial(certificate.IssuerRaw.Span, certificate.SerialNumber.Span), "a certificate that does not match itself");
        _ = certificate.MatchesKeyIdentifier(certificate.ComputeKeyIdentifier());
        if (PublicKey.TryImport(certificate.SubjectPublicKeyInfo) is { } key)
        {
            CheckKey(key);
        }

        foreach (Certificate other in _all)
        {
            // The issuer in another string type, or in another case: the same name (RFC 5280 section 7.1), and symmetrically so.
            Invariant.Holds(certificate.Subject.Equivalent(other.Subject) == other.Subject.Equivalent(certificate.Subject), "a comparison that depends on its order");
        }

        foreach (CertificatePurpose purpose in Enum.GetValues<CertificatePurpose>())
        {
            PathResult result = _validator.Validate(certificate, purpose, [_intermediate, certificate], _trust, FuzzCommunity.Now, _options);
            CheckPath(result);
            Invariant.Holds(result.Fact != CertificateFact.Trusted || _authentic.Contains(Convert.ToHexString(certificate.TbsRaw.Span)), "a certificate that nobody issued is trusted");
            Invariant.Holds(result.Fact != CertificateFact.Trusted || !certificate.TbsRaw.Span.SequenceEqual(_revoked.TbsRaw.Span), "a revoked certificate is trusted");
        }

        // As an issuer that the message brings along.
        CheckPath(_validator.Validate(_all[input.Length % _all.Length], CertificatePurpose.Signing, [certificate], _trust, FuzzCommunity.Now, _options));
    }

    private static void CheckPath(PathResult result)
    {
        Invariant.Flags(result.Findings, "a path");
        Invariant.Holds(result.Path.Count >= 1 && result.Path.Count <= _options.Limits.MaxPathLength, "the length of a path");
        Invariant.Holds(result.Fact != CertificateFact.Missing, "a certificate that is there is missing");
    }

    private static void CheckKey(PublicKey key)
    {
        foreach (SignatureScheme scheme in _schemes)
        {
            Invariant.Holds(!key.Verify(scheme, "data"u8, new byte[64]), "a signature of zeros is valid");
        }
    }

    /// <summary>A community that put such a thing into its own folder: wrong answers are its own, exceptions are not.</summary>
    private static void AsTrust(byte[] input)
    {
        var trust = new TrustMaterial([_anchor, input], [input], [input, _list]);
        PathResult result = new CertificateValidator().Validate(_revoked, CertificatePurpose.Signing, [_intermediate], trust, FuzzCommunity.Now, _options);
        CheckPath(result);
        Invariant.Holds(result.Fact != CertificateFact.Trusted || input.AsSpan().SequenceEqual(_revoked.Raw.Span), "a revoked certificate becomes trusted by a list");
    }
}
