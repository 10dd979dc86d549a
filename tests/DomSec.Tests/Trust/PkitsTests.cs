using System.Security.Cryptography.X509Certificates;
using DomSec.Ber;
using DomSec.Providers;
using DomSec.TestKit;
using DomSec.Tests.Hosting;
using DomSec.Trust;
using DomSec.X509;
using Microsoft.Extensions.Time.Testing;

namespace DomSec.Tests.Trust;

/// <summary>NIST PKITS: every row of its table through our own path search, validation and revocation, and its signed messages through the classifier.</summary>
public sealed class PkitsTests
{
    // The suite is of 2001: 1024 bits, SHA-1, some signers without signed attributes. All are flagged, and none is what it tests.
    private static readonly DomSecOptions Options = new() { Revocation = RevocationMode.Required, MinRsaKeyBits = 512, AcceptSha1 = true, AcceptSignaturesWithoutSignedAttributes = true };

    /// <summary>Messages that are signed with the certificate of another row, and are judged as that one therefore. An error of the suite; the test fails when the message is mended.</summary>
    private static readonly Dictionary<string, string> SignedAsAnother = new(StringComparer.Ordinal)
    {
        ["4.14.18 Section14ValidonlySomeReasonsTest18"] = "4.14.19 Section14ValidonlySomeReasonsTest19",
    };

    public static TheoryData<string> Names => [.. PkitsRow.All.Select(row => row.Name)];

    [Fact]
    [Trait("Requirement", "CERT-01")]
    public void Table_has_all_its_rows_and_messages()
    {
        Assert.Equal(249, PkitsRow.All.Count);
        Assert.Equal(249, PkitsRow.All.Select(row => row.Name).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(224, PkitsRow.All.Select(row => row.Message).Distinct(StringComparer.Ordinal).Count());
    }

    [Theory]
    [MemberData(nameof(Names))]
    [Trait("Requirement", "CERT-01 CERT-02 CERT-03 CERT-11 CERT-12 CERT-14")]
    public void Path_is_judged_as_the_document_says(string name)
    {
        PkitsRow row = Row(name);
        CertificateFact fact = Judge(row).Fact;
        Assert.True(row.IsValid == (fact == CertificateFact.Trusted), $"{fact}, and the path is {(row.IsValid ? "valid" : "invalid")}.");
    }

    [Fact]
    [Trait("Requirement", "CERT-02 CERT-17")]
    public void Path_without_its_crls_is_never_trusted()
    {
        foreach (PkitsRow row in PkitsRow.All)
        {
            PathResult result = new CertificateValidator { PolicyInputs = row.Inputs }.Validate(
                Parse(row.Subject), CertificatePurpose.Signing, [], row.Trust with { RevocationLists = [] }, PkitsRow.Now, Options);
            Assert.True(result.Fact != CertificateFact.Trusted, row.Name);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    [Trait("Requirement", "CERT-01 CERT-04")]
    public async Task Signed_message_is_classified_as_the_document_says(string name)
    {
        PkitsRow row = Row(SignedAsAnother.GetValueOrDefault(name, name));
        var doors = new TestDoors(Options, trustsShared: false) { Time = new FakeTimeProvider(PkitsRow.Now), Validator = new CertificateValidator { PolicyInputs = row.Inputs } };
        Fill(doors, row);
        DomainSecurityReport report = await doors.ClassifyAsync(Vectors.Bytes("pkits/smime/" + Row(name).Message));
        SignatureReport signature = Assert.Single(report.Signatures());
        string text = $"{signature.Signature}, {signature.Certificate}, {signature.Verdict}: {string.Join(" | ", signature.Flags.Select(flag => flag.Flag.Id + " " + flag.Detail))}";
        Assert.Equal(row.Subject, signature.SignerCertificate);
        Assert.True(row.IsValid == (signature.Certificate == CertificateFact.Trusted), text);
        if (row.IsValid)
        {
            // The From of all messages is the same, and the certificates of the tests on name constraints have addresses of their own (CERT-08).
            bool isOfAnother = signature.Flags.Any(flag => flag.Flag == SecurityFlags.AddressMismatch);
            Assert.True(signature.Signature == SignatureFact.Valid, text);
            Assert.True(signature.Verdict == (isOfAnother ? SecurityStatus.Policy : SecurityStatus.Pass), text);
        }
        else
        {
            Assert.True(signature.Verdict != SecurityStatus.Pass, text);
        }
    }

    private static PkitsRow Row(string name) => PkitsRow.All.Single(row => row.Name == name);

    private static PathResult Judge(PkitsRow row) => new CertificateValidator { PolicyInputs = row.Inputs }.Validate(
        Parse(row.Subject), CertificatePurpose.Signing, [], row.Trust, PkitsRow.Now, Options);

    private static void Fill(TestDoors doors, PkitsRow row)
    {
        TrustMaterial trust = row.Trust;
        using X509Certificate2 anchor = X509CertificateLoader.LoadCertificate(trust.Anchors[0].Span);
        doors.Community.AddAnchor(anchor);
        foreach (ReadOnlyMemory<byte> der in trust.Intermediates)
        {
            using X509Certificate2 intermediate = X509CertificateLoader.LoadCertificate(der.Span);
            doors.Community.AddIntermediate(intermediate);
        }

        foreach (ReadOnlyMemory<byte> list in trust.RevocationLists)
        {
            doors.Community.AddRevocationList(list);
        }
    }

    private static Certificate Parse(byte[] der)
    {
        Assert.Equal(BerStatus.Ok, Certificate.TryParse(der, out Certificate? certificate));
        return certificate!;
    }
}
