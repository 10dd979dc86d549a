using DomSec.TestKit;

namespace DomSec.Interop.Tests.Peers;

/// <summary>OpenSSL's command line as a maker of CMS objects.</summary>
internal static class OpenSslPeer
{
    public static byte[] Sign(byte[] content, IReadOnlyList<TestIdentity> signers, SignatureShape shape)
    {
        using var openSsl = new OpenSsl();
        List<string> arguments = ["-sign", "-binary", "-outform", "DER", "-md", shape.Digest, "-in", openSsl.File(content)];
        arguments.AddRange(shape.Detached ? [] : ["-nodetach"]);
        arguments.AddRange(shape.KeyIdentifier ? ["-keyid"] : []);
        arguments.AddRange(shape.SignedAttributes ? [] : ["-noattr"]);
        arguments.AddRange(shape.Wire == Wire.Indefinite ? ["-stream", "-indef"] : []);
        foreach (TestIdentity signer in signers)
        {
            arguments.AddRange("-signer", openSsl.File(signer.Pem), "-inkey", openSsl.File(signer.KeyPem));
            if (shape.PssSalt is { } salt)
            {
                arguments.AddRange("-keyopt", "rsa_padding_mode:pss", "-keyopt", "rsa_pss_saltlen:" + salt);
            }
        }

        return Wires.Encode(openSsl.Cms(arguments).Expect().Output, shape.Wire);
    }

    public static byte[] Encrypt(byte[] content, IReadOnlyList<TestIdentity> recipients, EnvelopeShape shape)
    {
        using var openSsl = new OpenSsl();
        List<string> arguments = ["-encrypt", "-binary", "-outform", "DER", "-" + shape.Cipher, "-in", openSsl.File(content)];
        arguments.AddRange(shape.KeyIdentifier ? ["-keyid"] : []);
        arguments.AddRange(shape.Wire == Wire.Indefinite ? ["-stream", "-indef"] : []);
        foreach (TestIdentity recipient in recipients)
        {
            arguments.AddRange("-recip", openSsl.File(recipient.Pem));
            if (!TestKeys.IsRsa(recipient.KeyType))
            {
                arguments.AddRange("-keyopt", "ecdh_kdf_md:" + shape.KdfDigest, "-keyopt", "ecdh_cofactor_mode:" + (shape.Cofactor ? "1" : "0"));
            }
            else if (shape.OaepDigest is { } digest)
            {
                arguments.AddRange("-keyopt", "rsa_padding_mode:oaep", "-keyopt", "rsa_oaep_md:" + digest, "-keyopt", "rsa_mgf1_md:" + digest);
            }
        }

        return Wires.Encode(openSsl.Cms(arguments).Expect().Output, shape.Wire);
    }
}
