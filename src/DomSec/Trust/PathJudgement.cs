using System.Globalization;
using DomSec.Crypto;
using DomSec.Crypto.BouncyCastle;
using DomSec.X509;
using Oids = DomSec.Crypto.Oids;

namespace DomSec.Trust;

/// <summary>
/// Says what a verified path is worth for one purpose, at one time, under the options: the facts of decision 4, each with its flag. Cheap enough to be
/// done for every message; no signature is verified here except a CRL's, once.
/// </summary>
internal static class PathJudgement
{
    /// <summary>Names in details are cut: a flag is one sentence, and a subject can be kilobytes.</summary>
    private const int MaxNameLength = 160;

    private static readonly string[] MailUsages = [Oids.EmailProtection.ToString(), Oids.AnyExtendedKeyUsage.ToString()];

    /// <summary>The better explanation has the lower number; a trusted path beats all.</summary>
    public static int Rank(CertificateFact fact) => fact switch
    {
        CertificateFact.Trusted => 0,
        CertificateFact.Revoked => 1,
        CertificateFact.Expired or CertificateFact.NotYetValid => 2,
        CertificateFact.RevocationUnknown => 3,
        CertificateFact.Unsuitable => 4,
        _ => 5,
    };

    public static PathResult Judge(TrustIndex trust, VerifiedPath path, CertificatePurpose purpose, DateTimeOffset at, DomSecOptions options, RevocationEvidence evidence)
    {
        bool isValid = path.IsValidAt(at);
        if (isValid && path.Last is { } last && last.Answers(trust, purpose, options))
        {
            return last.Result;
        }

        var findings = new List<RaisedFlag>();
        CertificateFact fact = CertificateFact.Trusted;
        IReadOnlyList<Certificate> certificates = path.Bare;
        if (path.Status != PkixStatus.Ok)
        {
            string reason = path.Status switch
            {
                PkixStatus.NameConstraints => "has a name that an issuer of its path may not name",
                PkixStatus.TooCostly => "has a path whose policies or name constraints cost too much to judge",
                _ => "has a path that RFC 5280 section 6.1 rejects",
            };
            if (path.Status == PkixStatus.TooCostly)
            {
                findings.Add(new RaisedFlag(SecurityFlags.Limit, $"The path of {Describe(path.Subject)} was not judged."));
            }

            findings.Add(new RaisedFlag(SecurityFlags.CertificateUntrusted, $"{Describe(path.Subject)} {reason}."));
            return new PathResult(CertificateFact.Untrusted, findings, certificates);
        }

        JudgeUse(path, purpose, options, findings, ref fact);
        List<RevocationSubject> unknown = JudgeRevocation(trust, path, at, options, evidence, findings, ref fact);
        JudgeTime(path, at, findings, ref fact);
        var result = new PathResult(fact, findings, certificates) { IsWeakBeyondSha1 = path.IsWeakBeyondSha1, Unknown = unknown };
        if (isValid && !RevocationCheck.IsPractised(options.Revocation, trust, path))
        {
            path.Last = new TimelessJudgement(trust, purpose, options, result);
        }

        return result;
    }

    /// <summary>What the certificate calls itself, escaped and cut.</summary>
    public static string Describe(CachedCertificate certificate)
    {
        string name = certificate.Certificate.Subject.ToString();
        if (name.Length == 0)
        {
            name = "serial number " + certificate.Certificate.SerialHex;
        }

        return name.Length <= MaxNameLength ? $"'{name}'" : $"'{name.AsSpan(0, MaxNameLength)}…'";
    }

    private static void JudgeUse(VerifiedPath path, CertificatePurpose purpose, DomSecOptions options, List<RaisedFlag> findings, ref CertificateFact fact)
    {
        foreach (string reason in Unsuitabilities(path, purpose))
        {
            Lower(ref fact, CertificateFact.Unsuitable);
            findings.Add(new RaisedFlag(SecurityFlags.CertificateUnsuitable, reason));
        }

        foreach (CachedCertificate certificate in path.Certificates)
        {
            // SM-ALG-03, RFC 8551 section 6. An anchor's small key is as breakable as any.
            if (certificate.PublicKey is { Kind: KeyKind.Rsa or KeyKind.Dsa, LacksParameters: false } key && key.KeySizeBits < options.MinRsaKeyBits)
            {
                findings.Add(new RaisedFlag(SecurityFlags.KeySmall, $"{Describe(certificate)} has {(key.Kind == KeyKind.Rsa ? "an RSA" : "a DSA")} key of {Text(key.KeySizeBits)} bits."));
            }
        }

        foreach (CachedCertificate certificate in path.WeakSignatures)
        {
            findings.Add(new RaisedFlag(SecurityFlags.AlgorithmWeak, $"{Describe(certificate)} is signed with MD5 or SHA-1."));
        }
    }

    private static IEnumerable<string> Unsuitabilities(VerifiedPath path, CertificatePurpose purpose)
    {
        // RFC 5280 section 4.2: a critical extension that is not understood forbids any use (CERT-11); the anchor is input, not judged.
        IEnumerable<CachedCertificate> judged = path.Certificates.Count == 1 ? path.Certificates : path.BelowAnchor;
        foreach (CachedCertificate certificate in judged)
        {
            if (certificate.Certificate.HasUnknownCriticalExtension)
            {
                yield return $"{Describe(certificate)} has a critical extension that is not known.";
            }

            // RFC 8550 section 4.4.4 (CERT-10). For issuers too, as other engines do: a CA for web servers does not vouch for mail.
            if (certificate.Certificate.ExtendedKeyUsages is { } usages && !usages.Intersect(MailUsages, StringComparer.Ordinal).Any())
            {
                yield return $"{Describe(certificate)} has an extended key usage without e-mail protection.";
            }
        }

        // RFC 8550 section 4.4.2 (CERT-09): an absent key usage allows everything.
        (KeyUsages needed, string name) = purpose switch
        {
            CertificatePurpose.Signing => (KeyUsages.DigitalSignature | KeyUsages.NonRepudiation, "signing"),
            CertificatePurpose.KeyEncipherment => (KeyUsages.KeyEncipherment, "key encipherment"),
            _ => (KeyUsages.KeyAgreement, "key agreement"),
        };
        if (path.Subject.Certificate.KeyUsage is { } usage && (usage & needed) == KeyUsages.None)
        {
            yield return $"{Describe(path.Subject)} has a key usage without {name}.";
        }

        if (path.Subject.PublicKey is null)
        {
            yield return $"{Describe(path.Subject)} has a public key that cannot be used.";
        }
    }

    /// <returns>The certificates whose state is not known, each with its issuer.</returns>
    private static List<RevocationSubject> JudgeRevocation(
        TrustIndex trust, VerifiedPath path, DateTimeOffset at, DomSecOptions options, RevocationEvidence evidence, List<RaisedFlag> findings, ref CertificateFact fact)
    {
        var unknown = new List<RevocationSubject>();
        if (!RevocationCheck.IsPractised(options.Revocation, trust, path))
        {
            if (options.Revocation == RevocationMode.Auto)
            {
                findings.Add(new RaisedFlag(SecurityFlags.RevocationNone, $"No revocation information exists for {Describe(path.Subject)}."));
            }

            return unknown;
        }

        for (int i = 0; i < path.Certificates.Count - 1; i++)
        {
            CachedCertificate certificate = path.Certificates[i];
            RevocationState state = RevocationCheck.Check(trust, path, i, at, evidence, out RevokedCertificate? entry);
            if (state == RevocationState.Revoked)
            {
                Lower(ref fact, CertificateFact.Revoked);
                findings.Add(new RaisedFlag(SecurityFlags.CertificateRevoked, $"{Describe(certificate)} was revoked on {Text(entry!.RevocationDate)}."));
            }
            else if (state == RevocationState.Unknown)
            {
                Lower(ref fact, CertificateFact.RevocationUnknown);
                findings.Add(new RaisedFlag(SecurityFlags.RevocationUnknown, $"No current CRL tells the state of {Describe(certificate)}."));
                unknown.Add(new RevocationSubject(certificate.Certificate, path.Certificates[i + 1].Certificate));
            }
        }

        return unknown;
    }

    private static void JudgeTime(VerifiedPath path, DateTimeOffset at, List<RaisedFlag> findings, ref CertificateFact fact)
    {
        if (path.IsValidAt(at))
        {
            return;
        }

        // RFC 5280 section 6.1.3 (a)(2). The anchor counts: it was given as a certificate, and an expired one is most likely forgotten.
        foreach (CachedCertificate certificate in path.Certificates)
        {
            if (at > certificate.Certificate.NotAfter)
            {
                Lower(ref fact, CertificateFact.Expired);
                findings.Add(new RaisedFlag(SecurityFlags.CertificateExpired, $"{Describe(certificate)} expired on {Text(certificate.Certificate.NotAfter)}."));
            }
            else if (at < certificate.Certificate.NotBefore)
            {
                Lower(ref fact, CertificateFact.NotYetValid);
                findings.Add(new RaisedFlag(
                    SecurityFlags.CertificateNotYetValid, $"{Describe(certificate)} is not valid before {Text(certificate.Certificate.NotBefore)}."));
            }
        }
    }

    /// <summary>Of several facts about one path the gravest is reported; the flags tell the others.</summary>
    private static void Lower(ref CertificateFact fact, CertificateFact found)
    {
        if (fact == CertificateFact.Trusted || Rank(found) < Rank(fact))
        {
            fact = found;
        }
    }

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
