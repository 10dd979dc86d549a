using System.Formats.Asn1;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using DomSec.TestKit;
using DomSec.Tests.Hosting;
using DomSec.Tests.Signing;
using Org.BouncyCastle.Cms;

namespace DomSec.Tests.Ess;

/// <summary>Triple wrapping (RFC 2634 sections 1.1 and 1.2): what stands in what, read by engines that are not ours.</summary>
public sealed class WrappingTests
{
    private static readonly AlgorithmProfile _cbc = AlgorithmProfile.TryGet("smime32")!;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Requirement", "ESS-WRP-01")]
    public async Task Content_type_is_data_and_the_content_is_inside_unless_the_signature_is_clear(bool clear)
    {
        byte[] signed = await TestDoors.ForAcme().SignedAsync(Messages.Plain(), new() { Domain = TestDoors.Acme, Evidence = TestDoors.Evidence, IsClearSigned = clear });
        byte[] cms = clear ? SignaturePart(signed) : Messages.CmsOf(signed);
        var outer = new CmsSignedData(cms);
        Assert.Equal(OddSignatures.Data, outer.SignedContentType.Id);
        Assert.Equal(clear, outer.SignedContent is null);
        if (!clear)
        {
            SignedCms empty = SignedLayer.Of(SignedLayer.Content(signed));
            Assert.Equal(OddSignatures.Data, empty.ContentInfo.ContentType.Value);
            Assert.NotEmpty(empty.ContentInfo.Content);
        }
    }

    [Fact]
    [Trait("Requirement", "ESS-WRP-02")]
    public async Task Encryption_is_over_data_and_holds_the_whole_entity_of_the_signature()
    {
        TestDoors doors = TestDoors.ForAcme();
        byte[] signed = await doors.SignedAsync(Messages.Plain());
        byte[] encrypted = await doors.EncryptedAsync(signed, TestDoors.To("bob@partner.example") with { Profile = _cbc });
        var cms = new EnvelopedCms();
        cms.Decode(Messages.CmsOf(encrypted));
        Assert.Equal(OddSignatures.Data, cms.ContentInfo.ContentType.Value);
        cms.Decrypt(new X509Certificate2Collection(Ids.PartnerDca.Certificate));
        Assert.Equal(TestDoors.Text(Messages.Split(signed).Entity), TestDoors.Text(cms.ContentInfo.Content));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    [Trait("Requirement", "ESS-WRP-03")]
    public async Task Both_forms_are_received_at_both_layers(bool innerClear, bool outerClear)
    {
        LayeredMessage inner = innerClear ? LayeredMessage.Of(Messages.Plain()).ClearSigned(Ids.Alice) : LayeredMessage.Of(Messages.Plain()).Signed(Ids.Alice);
        LayeredMessage sealedMessage = inner.Enveloped(Ids.PartnerDca);
        byte[] message = (outerClear ? sealedMessage.ClearSigned(Ids.AcmeSigner) : sealedMessage.Signed(Ids.AcmeSigner)).ToOctets();
        DomainSecurityReport report = await TestDoors.ForPartner().ClassifyAsync(message);
        Assert.Equal("S(E(S(content)))", report.Structure);
        Assert.Equal([SignatureFact.Valid, SignatureFact.Valid], report.Signatures().Select(signature => signature.Signature));
        Assert.Equal(outerClear ? LayerCarrier.MultipartSigned : LayerCarrier.Pkcs7Mime, report.Layers[0].Carrier);
        Assert.Equal(innerClear ? LayerCarrier.MultipartSigned : LayerCarrier.Pkcs7Mime, report.Layers[2].Carrier);
    }

    [Fact]
    [Trait("Requirement", "ESS-WRP-04")]
    public async Task Wrappers_nest_up_to_the_configured_limit_and_no_further()
    {
        const int Limit = 6;
        TestDoors doors = TestDoors.ForPartner(new() { Limits = DomSecLimits.Default with { MaxLayers = Limit } });
        LayeredMessage message = LayeredMessage.Of(Messages.Plain());
        for (int layers = 1; layers <= Limit + 1; layers++)
        {
            message = message.Signed(Ids.Alice);
            DomainSecurityReport report = await doors.ClassifyAsync(message.ToOctets());
            Assert.Equal(layers > Limit, report.Flags.Any(flag => flag.Flag == SecurityFlags.Limit));
            if (layers <= Limit)
            {
                Assert.Equal(layers, report.Signatures().Count(signature => signature.Signature == SignatureFact.Valid));
                Assert.Null(report.Error);
            }
        }
    }

    private static byte[] SignaturePart(byte[] message)
    {
        var multipart = (MimeKit.Multipart)Messages.Parse(message).Body!;
        using var output = new MemoryStream();
        ((MimeKit.MimePart)multipart[1]).Content!.DecodeTo(output);
        return output.ToArray();
    }
}
