using DomSec.Ber;
using DomSec.Crypto;
using DomSec.X509;

namespace DomSec.Providers.Revocation;

/// <summary>Decides what of that which servers send is worth keeping. The judgement itself is made where a path is judged; here nobody may plant what would stay.</summary>
internal static class RevocationAnswers
{
    private static readonly TimeSpan _clockTolerance = TimeSpan.FromMinutes(5);

    /// <summary>A CRL of the certificate's issuer, or of one that the certificate names as CRL issuer.</summary>
    /// <exception cref="FetchException">It is none.</exception>
    public static CachedAnswer List(HttpFetched fetched, Certificate subject, Certificate issuer, CachedAnswer? known, DateTimeOffset now, HttpRevocationOptions options)
    {
        if (CertificateRevocationList.TryParse(fetched.Content, out CertificateRevocationList? list) != BerStatus.Ok)
        {
            throw new FetchException("what it sent is not a CRL");
        }

        bool isOfIssuer = list!.Issuer.Equivalent(subject.Issuer);
        if (!isOfIssuer && !CrlIssuers(subject).Any(list.Issuer.Equivalent))
        {
            throw new FetchException("its CRL is another issuer's");
        }

        bool isVerified = isOfIssuer && Verifies(issuer, list.SignatureAlgorithmRaw, list.TbsRaw, list.SignatureValue);
        if (!isVerified && known is { IsVerified: true } && now < known.Until)
        {
            throw new FetchException("the issuer's key did not sign its CRL, as it did the one before");
        }

        // One that cannot be verified here may be that of a key of its own, or forged on the way: it serves for as long as a fault would.
        DateTimeOffset until = list.NextUpdate ?? now + options.RefreshInterval;
        DateTimeOffset soon = now + options.RetryDelay;
        return new CachedAnswer(fetched, now, list.ThisUpdate, isVerified || until < soon ? until : soon, isVerified)
        {
            Deltas = RevocationPointers.Of(list.Extensions).Deltas,
            IsComplete = !list.IsDelta && (!list.HasIssuingDistributionPoint || list.Scope is { OnlyAttributeCertificates: false, Reasons: RevocationReasons.All }),
            Scope = list.Scope,
        };
    }

    /// <summary>An answer about the certificate by its issuer or a responder with the issuer's certificate.</summary>
    /// <exception cref="FetchException">It is none, or none that says anything today.</exception>
    public static CachedAnswer Response(HttpFetched fetched, Certificate subject, Certificate issuer, OcspRequest request, DateTimeOffset now, HttpRevocationOptions options)
    {
        OcspResponse response = OcspResponse.TryParse(fetched.Content) ?? throw new FetchException("what it sent is not an OCSP response");
        if (response.Status != 0)
        {
            throw new FetchException(response.Status switch
            {
                3 => "the responder says: try later",
                6 => "the responder says: unauthorized",
                _ => "the responder refuses to answer",
            });
        }

        OcspSingleResponse single = response.Responses.FirstOrDefault(single => single.IsAbout(subject, issuer)) ?? throw new FetchException("the response is about another certificate");
        if (request.Nonce is { } nonce && response.Nonce is { } answered && !answered.Span.SequenceEqual(nonce))
        {
            throw new FetchException("the response is an answer to another request");
        }

        // RFC 6960 section 3.2, points 5 and 6: a replayed one ends here.
        DateTimeOffset until = single.EndsAt;
        if (single.ThisUpdate > now + _clockTolerance || until <= now)
        {
            throw new FetchException("the response is not of today");
        }

        if (!IsSigned(response, issuer))
        {
            throw new FetchException("the response is signed neither by the issuer nor by a responder that it appointed");
        }

        bool isDefinite = single.IsGood || single.RevokedAt is not null;
        DateTimeOffset soon = now + options.RetryDelay;
        return new CachedAnswer(fetched, now, single.ThisUpdate, isDefinite || until < soon ? until : soon, isDefinite);
    }

    private static IEnumerable<DistinguishedName> CrlIssuers(Certificate subject) => subject.Extensions
        .Where(extension => extension.Id == X509Oids.CrlDistributionPoints || extension.Id == X509Oids.FreshestCrl)
        .SelectMany(extension => DistributionPoint.ReadAll(extension.Value))
        .SelectMany(point => point.CrlIssuers)
        .Select(name => name.Directory)
        .OfType<DistinguishedName>();

    private static bool IsSigned(OcspResponse response, Certificate issuer)
    {
        if (Verifies(issuer, response.SignatureAlgorithmRaw, response.TbsRaw, response.SignatureValue))
        {
            return true;
        }

        foreach (ReadOnlyMemory<byte> der in response.Certificates.Take(4))
        {
            if (Certificate.TryParse(der, out Certificate? responder) == BerStatus.Ok
                && Verifies(issuer, responder!.SignatureAlgorithmRaw, responder.TbsRaw, responder.SignatureValue)
                && Verifies(responder, response.SignatureAlgorithmRaw, response.TbsRaw, response.SignatureValue))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Verifies(Certificate signer, ReadOnlyMemory<byte> algorithm, ReadOnlyMemory<byte> tbs, ReadOnlyMemory<byte> signature) =>
        PublicKey.TryImport(signer.SubjectPublicKeyInfo) is { } key
        && SignatureScheme.TryResolve(AlgorithmIdentifier.Parse(algorithm), out SignatureScheme? scheme) == SchemeStatus.Ok
        && key.Verify(scheme!, tbs.Span, signature.Span);
}
