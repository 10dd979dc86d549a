using System.Text;
using DomSec.TestKit;
using DomSec.Tests.Hosting;

namespace DomSec.Tests.Classification;

/// <summary>The messages of <see cref="Build"/> with header fields that the signed content protects (RFC 9788), so that nothing is to be said about them but what a test is about.</summary>
internal static class Covered
{
    /// <summary>Text with its own header in it.</summary>
    public static LayeredMessage Plain(string from = "alice@acme.example", string mode = "clear") => With($"From: {from}\r\n", mode);

    /// <summary>The same with these fields instead of From.</summary>
    public static LayeredMessage With(string fields, string mode = "clear")
    {
        string header = fields + "To: bob@partner.example\r\nSubject: Budget\r\nDate: Sat, 01 Jun 2024 12:00:00 +0000\r\nMessage-ID: <1@acme.example>\r\n";
        string entity = header + $"Content-Type: text/plain; charset=us-ascii; hp=\"{mode}\"\r\n\r\nBudget of the second quarter.\r\nRegards, Alice\r\n";
        return LayeredMessage.Around(header + "MIME-Version: 1.0\r\n", Encoding.UTF8.GetBytes(entity));
    }

    /// <summary>A domain signature over an empty layer over text.</summary>
    public static LayeredMessage ByDomain(TestIdentity? signer = null, string from = "alice@acme.example", string mode = "clear") => Plain(from, mode).Null().Signed(signer ?? Ids.AcmeSigner, OddSignatures.DomainSig);

    public static byte[] DomainSigned(TestIdentity? signer = null, string from = "alice@acme.example") => ByDomain(signer, from).ToOctets();

    /// <summary>A domain signature, by a signer of acme.example that something was changed about.</summary>
    public static byte[] SignedBy(Action<CertificateShape> change) => DomainSigned(Ids.Signer(change));

    /// <summary>A layer over an empty layer over text, with whatever oddities.</summary>
    public static byte[] Layer(Action<OddSignatures> build) => Plain().Null().Signed(build).ToOctets();

    /// <summary>The same by acme.example's signer.</summary>
    public static byte[] Signer(Action<OddSigner> change, TestIdentity? identity = null) => Layer(layer => layer.By(identity ?? Ids.AcmeSigner, change));

    /// <summary>An originator's signature over text.</summary>
    public static byte[] OriginatorSigned(TestIdentity? signer = null, string from = "alice@acme.example") => Plain(from).Signed(signer ?? Ids.Alice).ToOctets();

    /// <summary>A message with other header fields around and in domain-signed content.</summary>
    public static byte[] WithHeader(string fields) => With(fields).Null().Signed(Ids.AcmeSigner, OddSignatures.DomainSig).ToOctets();
}
