using DomSec.Interop.Tests.Matrix;
using DomSec.Interop.Tests.Peers;
using DomSec.TestKit;
using MimeKit;
using MimeKit.Cryptography;
using Org.BouncyCastle.Cms;

namespace DomSec.Interop.Tests.Signatures;

/// <summary>Our clear-signed domain signature at the engines that take the content beside the object. OpenSSL and MimeKit read the whole message elsewhere.</summary>
public sealed class ClearSignedTests(GpgsmHome gpgsm, NssDatabase nss) : IClassFixture<GpgsmHome>, IClassFixture<NssDatabase>
{
    [Theory]
    [InlineData(Peer.Java)]
    [InlineData(Peer.Bouncy)]
    [InlineData(Peer.Dotnet)]
    [InlineData(Peer.Gpgsm)]
    [InlineData(Peer.Nss)]
    [InlineData(Peer.GnuTls)]
    [Trait("Requirement", "DS-ENC-12")]
    public async Task Clear_signed_domain_signature_verifies_with_its_content_beside_it(Peer peer)
    {
        using Gateway gateway = new Gateway().Own(Identities.Signing());
        foreach (CmsEncoding encoding in (CmsEncoding[])[CmsEncoding.Der, CmsEncoding.Ber])
        {
            var request = new DomainSigningRequest
            {
                Domain = MailDomain.Parse("acme.example"),
                Evidence = OriginatorEvidence.External("test"),
                IsClearSigned = true,
                Profile = AlgorithmProfile.Smime4 with { Encoding = encoding },
            };
            using var source = new MemoryStream(Messages.Plain(), writable: false);
            using var destination = new MemoryStream();
            DomainSigningReport report = await gateway.Doors.Signer.SignStreamAsync(source, destination, request, TestContext.Current.CancellationToken);
            Assert.Equal(DomainOutcome.Applied, report.Outcome);
            var multipart = Assert.IsType<MultipartSigned>(Messages.Parse(destination.ToArray()).Body);
            using var content = new MemoryStream();
            FormatOptions options = FormatOptions.Default.Clone();
            options.NewLineFormat = NewLineFormat.Dos;
            await multipart[0].WriteToAsync(options, content, TestContext.Current.CancellationToken);
            using var signature = new MemoryStream();
            await ((MimePart)multipart[1]).Content!.DecodeToAsync(signature, TestContext.Current.CancellationToken);
            Assert.True(Verifies(peer, signature.ToArray(), content.ToArray()));
            Assert.False(Verifies(peer, signature.ToArray(), [.. content.ToArray(), .. "x"u8]));
        }

        Proof.Of(peer, Direction.Write, Feature.ClearSigned);
    }

    [Theory]
    [InlineData(Peer.OpenSsl)]
    [InlineData(Peer.Java)]
    [InlineData(Peer.Bouncy)]
    [InlineData(Peer.Dotnet)]
    [InlineData(Peer.MimeKit)]
    [InlineData(Peer.Nss)]
    [InlineData(Peer.GnuTls)]
    [Trait("Requirement", "CMS-SD-02")]
    public async Task Domain_signature_that_names_its_key_verifies(Peer peer)
    {
        using Gateway gateway = new Gateway().Own(Identities.Signing());
        byte[] message = await gateway.SignAsync(Messages.Plain(), AlgorithmProfile.Smime4 with { SignerByKeyIdentifier = true });
        byte[] cms = Messages.CmsOf(message);
        Assert.Equal(3, DotnetPeer.Decode(cms).SignerInfos[0].Version);
        byte[] layer = DotnetPeer.Verify(cms, Identities.Signing().Der);
        switch (peer)
        {
            case Peer.OpenSsl:
                using (var openSsl = new OpenSsl())
                {
                    Assert.Equal(layer, openSsl.Verify(cms, TestCa.Shared).Expect().Output);
                }

                break;
            case Peer.Java:
                Assert.Equal(layer, JavaPeer.Verify(cms));
                break;
            case Peer.Bouncy:
                Assert.Equal(layer, BouncyPeer.Verify(cms, Identities.Signing()));
                break;
            case Peer.MimeKit:
                using (TemporarySecureMimeContext context = MimeKitPeer.Context())
                {
                    Assert.True(Assert.Single(Assert.IsType<ApplicationPkcs7Mime>(Messages.Parse(message).Body).Verify(context, out MimeEntity _, TestContext.Current.CancellationToken)).Verify());
                }

                break;
            case Peer.Nss:
                Assert.Equal(layer, nss.Nss.Decode(cms).Expect().Output);
                break;
            case Peer.GnuTls:
                using (var gnuTls = new CertTool())
                {
                    Assert.Equal(layer, gnuTls.Verify(cms, TestCa.Shared).Expect().Output);
                }

                break;
        }

        Proof.Of(peer, Direction.Write, Feature.SignerKeyIdentifier);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Gpgsm_does_not_find_a_signer_by_key_identifier(bool keyIdentifier) =>
        Assert.Equal(!keyIdentifier, gpgsm.Verify(OpenSslPeer.Sign(SignedMessage.Entity, [Identities.Alice()], new SignatureShape { KeyIdentifier = keyIdentifier })).Result.Ok);

    private bool Verifies(Peer peer, byte[] cms, byte[] content)
    {
        switch (peer)
        {
            case Peer.Java:
                try
                {
                    return JavaPeer.Verify(cms, content).Length > 0;
                }
                catch (PeerRefusalException)
                {
                    return false;
                }

            case Peer.Bouncy:
                SignerInformation signer = Assert.Single(new CmsSignedData(new CmsProcessableByteArray(content), cms).GetSignerInfos().GetSigners());
                try
                {
                    return signer.Verify(BouncyPeer.Certificate(Identities.Signing()));
                }
                catch (CmsException)
                {
                    return false;
                }

            case Peer.Dotnet:
                var signed = new System.Security.Cryptography.Pkcs.SignedCms(new System.Security.Cryptography.Pkcs.ContentInfo(content), detached: true);
                signed.Decode(cms);
                try
                {
                    signed.CheckSignature(verifySignatureOnly: true);
                    return true;
                }
                catch (System.Security.Cryptography.CryptographicException)
                {
                    return false;
                }

            case Peer.Gpgsm:
                return gpgsm.Gpgsm.VerifyDetached(cms, content).Ok;
            case Peer.Nss:
                return nss.Nss.Decode(cms, content).Ok;
            default:
                using (var gnuTls = new CertTool())
                {
                    return gnuTls.Verify(cms, TestCa.Shared, content).Ok;
                }
        }
    }
}
