using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using DomSec.Classification;
using DomSec.Cms;
using DomSec.Layers;
using DomSec.Providers;
using DomSec.TestKit;
using DomSec.Trust;

namespace DomSec.Tests.Review;

/// <summary>How much work, here and in the network, one signature can ask for.</summary>
public sealed class ExaminationTests
{
    private readonly CountingDirectory directory = new();
    private readonly CertificateValidator validator = new();
    private readonly TestCa ca = new("Examination Root");

    [Theory]
    [InlineData(3, SignatureFact.Valid)]
    [InlineData(40, SignatureFact.Invalid)]
    [Trait("Requirement", "SEC-DOS-03")]
    public async Task Candidates_with_one_key_identifier_are_tried_up_to_a_limit(int decoys, SignatureFact expected)
    {
        TestIdentity alice = ca.IssuePerson("alice@acme.example");
        var cms = new SignedCms(new ContentInfo("Content-Type: text/plain\r\n\r\nHello\r\n"u8.ToArray()));
        cms.ComputeSignature(new CmsSigner(SubjectIdentifierType.SubjectKeyIdentifier, alice.Certificate) { IncludeOption = X509IncludeOption.None });
        X509Extension identifier = alice.Certificate.Extensions.First(extension => extension is X509SubjectKeyIdentifierExtension);
        List<CachedCertificate> pool = [];
        for (int i = 0; i < decoys; i++)
        {
            string name = $"decoy{i % 4}@acme.example";
            TestIdentity decoy = ca.IssuePerson(name, change: shape =>
            {
                shape.IncludeKeyIdentifiers = false;
                shape.OtherExtensions.Add(identifier);
            });
            pool.Add(validator.Certificates.Get(decoy.Der)!);
        }

        pool.Add(validator.Certificates.Get(alice.Der)!);
        JudgedSignature signature = await ExamineAsync(cms.Encode(), pool, []);
        Assert.Equal(expected, signature.Fact);
    }

    [Fact]
    [Trait("Requirement", "SEC-DOS-04")]
    public async Task Directory_is_asked_a_bounded_number_of_times_per_message()
    {
        using var community = new ReviewCommunity();
        byte[] signed = await community.SignAsync(Messages.Plain());
        MailDomain[] from = [.. Enumerable.Range(0, 300).Select(i => MailDomain.Parse($"a.b.c.d{i}.example"))];
        JudgedSignature signature = await ExamineAsync(Messages.CmsOf(signed), [], from);
        Assert.Equal(SignatureFact.Unverifiable, signature.Fact);
        Assert.InRange(directory.Count, 1, 10);
    }

    private async Task<JudgedSignature> ExamineAsync(byte[] cms, List<CachedCertificate> pool, IReadOnlyList<MailDomain> from)
    {
        using var reader = new LayerReader(DomSecLimits.Default, allDigests: true);
        reader.Write(cms);
        reader.Complete();
        MessageLayer layer = reader.Layers[0];
        DomSec.Cms.SignerInfo info = Assert.Single(layer.Signers);
        var signature = new JudgedSignature { Info = info, Type = SignatureTypeAttribute.Read(info.SignedAttributes, info.UnsignedAttributes) };
        var examiner = new SignatureExaminer(directory, new NoTrust(), validator, new DomSecOptions());
        var answers = new Dictionary<(MailDomain Domain, DomainRole Role), CertificateLookup>();
        await examiner.ExamineAsync(signature, layer, pool, from, answers, new VerificationBudget(), new RevocationInquiry([], new DomSecOptions(), TimeProvider.System), DateTimeOffset.UnixEpoch, TestContext.Current.CancellationToken);
        int asked = directory.Count;
        await examiner.ExamineAsync(signature, layer, pool, from, answers, new VerificationBudget(), new RevocationInquiry([], new DomSecOptions(), TimeProvider.System), DateTimeOffset.UnixEpoch, TestContext.Current.CancellationToken);
        Assert.Equal(asked, directory.Count);
        return signature;
    }

    private sealed class CountingDirectory : ICertificateDirectory
    {
        public int Count { get; private set; }

        public ValueTask<CertificateLookup> FindAsync(MailDomain domain, DomainRole role, CancellationToken ct = default)
        {
            Count++;
            return ValueTask.FromResult(new CertificateLookup(LookupState.NotFound, [], "test"));
        }
    }

    private sealed class NoTrust : ITrustStore
    {
        public TrustMaterial Current => TrustMaterial.Empty;
    }
}
