using DomSec.TestKit;
using DomSec.Tests.Hosting;

namespace DomSec.Tests.Classification;

/// <summary>The messages that most tests of the classifier start from.</summary>
internal static class Build
{
    /// <summary>A domain signature over an empty layer over text.</summary>
    public static byte[] DomainSigned(TestIdentity? signer = null, string from = "alice@acme.example") => DomainSigned(signer, Messages.Plain(from));

    public static byte[] DomainSigned(TestIdentity? signer, byte[] message) =>
        LayeredMessage.Of(message).Null().Signed(signer ?? Ids.AcmeSigner, OddSignatures.DomainSig).ToOctets();

    /// <summary>A domain signature, by a signer of acme.example that something was changed about.</summary>
    public static byte[] SignedBy(Action<CertificateShape> change, string from = "alice@acme.example") => DomainSigned(Ids.Signer(change), from);

    /// <summary>A layer over an empty layer over text, with whatever oddities.</summary>
    public static byte[] Layer(Action<OddSignatures> build) => LayeredMessage.Of(Messages.Plain()).Null().Signed(build).ToOctets();

    /// <summary>The same by acme.example's signer.</summary>
    public static byte[] Signer(Action<OddSigner> change, TestIdentity? identity = null) => Layer(layer => layer.By(identity ?? Ids.AcmeSigner, change));

    /// <summary>An originator's signature over text.</summary>
    public static byte[] OriginatorSigned(TestIdentity? signer = null, string from = "alice@acme.example") =>
        LayeredMessage.Of(Messages.Plain(from)).Signed(signer ?? Ids.Alice).ToOctets();

    /// <summary>An attribute with these values in its SET.</summary>
    public static byte[] Types(params ReadOnlySpan<byte[]> values) => OddSignatures.Attribute(OddSignatures.SignatureType, values);

    /// <summary>A message with other header fields than its own around domain-signed content.</summary>
    public static byte[] WithHeader(string fields, TestIdentity? signer = null) =>
        LayeredMessage.Of(Messages.Plain()).WithHeader(fields).Null().Signed(signer ?? Ids.AcmeSigner, OddSignatures.DomainSig).ToOctets();
}
