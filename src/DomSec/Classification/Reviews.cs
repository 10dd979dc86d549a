using System.Security.Cryptography;

namespace DomSec.Classification;

/// <summary>Counts reviewers (DS-REV-05): by key, so that neither two signatures nor two certificates of one reviewer are two opinions.</summary>
internal static class Reviews
{
    public static IReadOnlyList<ReviewerReport> Of(List<JudgedLayer> layers)
    {
        var reviewers = new List<ReviewerReport>();
        var keys = new HashSet<string>(StringComparer.Ordinal);
        foreach (JudgedLayer layer in layers)
        {
            foreach (JudgedSignature signature in layer.Signatures)
            {
                if (signature is { Verdict: SecurityStatus.Pass, Certificate.Certificate: { } certificate } && signature.Claims(SignatureType.Review)
                    && keys.Add(Convert.ToHexString(SHA256.HashData(certificate.SubjectPublicKeyInfo.Span))))
                {
                    reviewers.Add(new ReviewerReport(SignatureReports.SignerOf(signature.Info, certificate), certificate.Raw, SignatureReports.SigningTime(signature.Info)));
                }
            }
        }

        return reviewers;
    }
}
