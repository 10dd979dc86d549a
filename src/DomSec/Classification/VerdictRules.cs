namespace DomSec.Classification;

/// <summary>From facts and flags to RFC 7281's words (decisions 1 to 4).</summary>
internal static class VerdictRules
{
    // Which word wins when several would fit: what is wrong for sure before what could not be told.
    private static readonly SecurityStatus[] _precedence =
    [
        SecurityStatus.Fail, SecurityStatus.Policy, SecurityStatus.PermError, SecurityStatus.TempError, SecurityStatus.Neutral, SecurityStatus.None, SecurityStatus.Pass,
    ];

    public static SecurityStatus Of(JudgedSignature signature, DomSecOptions options)
    {
        if (signature.IsSkipped)
        {
            return SecurityStatus.None;
        }

        SecurityStatus worst = signature.Fact switch
        {
            SignatureFact.Valid => SecurityStatus.Pass,
            SignatureFact.Invalid => SecurityStatus.Fail,

            // Without a certificate only its absence counts: it cannot be had (permerror), or not now (temperror).
            _ => signature.CertificateFact == CertificateFact.Missing ? OfCertificate(signature) : SecurityStatus.Neutral,
        };
        worst = Worse(worst, OfCertificate(signature));
        if (signature.IsHeaderInvalid)
        {
            worst = Worse(worst, SecurityStatus.Fail);
        }

        foreach (RaisedFlag raised in signature.Flags)
        {
            bool counts = raised.Flag.Severity == FlagSeverity.Policy || (options.RequireProtectedFrom && ReferenceEquals(raised.Flag, SecurityFlags.HeaderUnprotected));
            if (counts && !IsAllowed(raised.Flag, signature, options))
            {
                worst = Worse(worst, SecurityStatus.Policy);
            }
        }

        return worst;
    }

    public static SecurityStatus Worse(SecurityStatus a, SecurityStatus b) => Array.IndexOf(_precedence, a) <= Array.IndexOf(_precedence, b) ? a : b;

    private static SecurityStatus OfCertificate(JudgedSignature signature) => signature.CertificateFact switch
    {
        CertificateFact.Trusted => SecurityStatus.Pass,
        CertificateFact.Expired or CertificateFact.NotYetValid or CertificateFact.Revoked => SecurityStatus.Fail,
        CertificateFact.RevocationUnknown => SecurityStatus.TempError,
        CertificateFact.Missing => signature.IsDirectoryUnavailable ? SecurityStatus.TempError : SecurityStatus.PermError,
        CertificateFact.Untrusted when signature.IsIssuerMissing => SecurityStatus.PermError,
        _ => SecurityStatus.Policy,
    };

    private static bool IsAllowed(SecurityFlag flag, JudgedSignature signature, DomSecOptions options) =>
        signature.Tolerated.Contains(flag)
        || (ReferenceEquals(flag, SecurityFlags.AttributesAbsent) && options.AcceptSignaturesWithoutSignedAttributes)
        || (ReferenceEquals(flag, SecurityFlags.AlgorithmWeak) && options.AcceptSha1 && !signature.IsWeakBeyondSha1);
}
