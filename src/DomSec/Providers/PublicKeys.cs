using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace DomSec.Providers;

/// <summary>Tells whether a private key is that of a certificate, by public halves alone: keys that cannot be exported are compared too.</summary>
internal static class PublicKeys
{
    /// <summary>Whether the key belongs to the certificate. Also makes the platform load the key, so that its later use needs no lock.</summary>
    public static bool Match(X509Certificate2 certificate, AsymmetricAlgorithm key)
    {
        try
        {
            return key switch
            {
                RSA rsa => Match(certificate, rsa),
                ECDsa ecdsa => Match(certificate, ecdsa.ExportParameters(includePrivateParameters: false)),
                ECDiffieHellman ecdh => Match(certificate, ecdh.ExportParameters(includePrivateParameters: false)),
                _ => false,
            };
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    /// <summary>Whether this is the certificate's public key, octet for octet: for keys that have one encoding only.</summary>
    public static bool Match(X509Certificate2 certificate, ReadOnlySpan<byte> subjectPublicKeyInfo)
    {
        try
        {
            return certificate.PublicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(subjectPublicKeyInfo);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    /// <summary>The public key of an elliptic curve certificate, whatever its key usage says; null when it is of another kind.</summary>
    public static ECParameters? OfCertificate(X509Certificate2 certificate)
    {
        // GetECDsaPublicKey answers null when the key usage allows agreement only, GetECDiffieHellmanPublicKey the other way round.
        using ECDiffieHellman? ecdh = certificate.PublicKey.GetECDiffieHellmanPublicKey();
        return ecdh?.ExportParameters(includePrivateParameters: false);
    }

    /// <summary>Whether two named curves are the same one. Curves given by their parameters never are: their author chose them.</summary>
    public static bool SameCurve(ECCurve a, ECCurve b)
    {
        if (!a.IsNamed || !b.IsNamed)
        {
            return false;
        }

        // The platform fills in the identifier, or the name, or both.
        return a.Oid.Value is { } x && b.Oid.Value is { } y
            ? string.Equals(x, y, StringComparison.Ordinal)
            : string.Equals(a.Oid.FriendlyName, b.Oid.FriendlyName, StringComparison.OrdinalIgnoreCase);
    }

    private static bool Match(X509Certificate2 certificate, RSA key)
    {
        using RSA? theirs = certificate.GetRSAPublicKey();
        if (theirs is null)
        {
            return false;
        }

        RSAParameters a = theirs.ExportParameters(includePrivateParameters: false);
        RSAParameters b = key.ExportParameters(includePrivateParameters: false);
        return a.Modulus.AsSpan().SequenceEqual(b.Modulus) && a.Exponent.AsSpan().SequenceEqual(b.Exponent);
    }

    private static bool Match(X509Certificate2 certificate, ECParameters key)
    {
        if (OfCertificate(certificate) is not { } theirs)
        {
            return false;
        }

        return SameCurve(theirs.Curve, key.Curve) && theirs.Q.X.AsSpan().SequenceEqual(key.Q.X) && theirs.Q.Y.AsSpan().SequenceEqual(key.Q.Y);
    }
}
