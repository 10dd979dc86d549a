using DomSec.TestKit;

namespace DomSec.Interop.Tests.Signatures;

/// <summary>What a report must say.</summary>
internal static class Facts
{
    /// <summary>One signature of the author, all right.</summary>
    public static SignatureReport AssertOriginator(DomainSecurityReport report, TestIdentity signer)
    {
        Assert.Equal("S(content)", report.Structure);
        SignatureReport signature = Assert.Single(report.Layers[0].Signatures);
        Assert.Equal((SignatureFact.Valid, CertificateFact.Trusted, SecurityStatus.Pass), (signature.Signature, signature.Certificate, signature.Verdict));
        Assert.Equal((SecurityStatus.Pass, IdentityLevel.Originator, "alice@acme.example"), (report.Status, report.IdentityLevel, report.Originator));
        Assert.Equal(signer.Der, signature.SignerCertificate.ToArray());
        Assert.DoesNotContain(signature.Flags, raised => raised.Flag.Severity != FlagSeverity.Information);
        return signature;
    }

    /// <summary>One signature that was made over other content.</summary>
    public static void AssertInvalid(DomainSecurityReport report)
    {
        Assert.Equal(SecurityStatus.Fail, report.Status);
        SignatureReport signature = Assert.Single(report.Layers[0].Signatures);
        Assert.Equal(SignatureFact.Invalid, signature.Signature);
        Assert.Contains(signature.Flags, raised => raised.Flag == SecurityFlags.SignatureInvalid);
    }

    /// <summary>One signature with this verdict and this flag.</summary>
    public static SignatureReport AssertVerdict(DomainSecurityReport report, SecurityStatus verdict, SecurityFlag flag)
    {
        SignatureReport signature = Assert.Single(report.Layers[0].Signatures);
        Assert.Equal((verdict, verdict), (signature.Verdict, report.Status));
        Assert.Contains(signature.Flags, raised => raised.Flag == flag);
        return signature;
    }
}
