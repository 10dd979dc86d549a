using System.Security.Cryptography;
using DomSec.Cms;
using DomSec.Cms.Streaming;
using DomSec.Crypto;
using DomSec.Layers;
using DomSec.Mime;

namespace DomSec.Confidentiality;

/// <summary>Encrypts a whole message to authorities and writes it (RFC 3183 section 4 case d).</summary>
internal static class EnvelopeWriter
{
    /// <summary>Writes the encrypted message; <paramref name="profiles"/> go with the recipients; null when done, else the recipient that could not be encrypted to.</summary>
    public static async ValueTask<RecipientAuthority?> WriteAsync(
        MessageSource message,
        Stream destination,
        EntityHeader header,
        IReadOnlyList<RecipientAuthority> recipients,
        IReadOnlyList<AlgorithmProfile> profiles,
        ReadOnlyMemory<byte> originatorCertificate,
        ProtectedPayload? payload,
        HeaderEdits edits,
        DomSecLimits limits,
        CancellationToken ct)
    {
        AlgorithmProfile profile = profiles[0]; // but for the key transport they are alike
        ContentCipher cipher = ContentEncryptions.CipherOf(profile.ContentEncryption);
        byte[] contentKey = RandomNumberGenerator.GetBytes(cipher.KeySize);
        try
        {
            var infos = new List<byte[]>(recipients.Count);
            for (int i = 0; i < recipients.Count; i++)
            {
                // RFC 3394 section 2: AES key wrap takes no key of 40 bits, and S/MIME 2 knew RSA only.
                if ((cipher == ContentCipher.Rc2Cbc40 && recipients[i].Key.Kind != KeyKind.Rsa)
                    || RecipientInfoFactory.TryCreate(recipients[i], cipher, contentKey, profiles[i]) is not { } info)
                {
                    return recipients[i];
                }

                infos.Add(info);
            }

            bool large = message.Length > limits.MaxBufferedBytes;
            bool ber = profile.Encoding == CmsEncoding.Ber || (profile.Encoding == CmsEncoding.Auto && large);
            using var output = new OutputBuffer(destination, streams: ber && large, expected: large ? 0 : Math.Min(OutputBuffer.MostReleased, ((int)message.Length + 4096) / 48 * 66));
            output.Octets.HoldsSecrets = false; // the message's own header fields and ciphertext
            SecureEntity.WriteMessageHeader(output.Octets, header, cipher.IsAuthenticated ? "authEnveloped-data" : "enveloped-data", edits);
            using var envelope = new EnvelopedDataWriter(
                new Base64Encoder(output.Octets),
                ber,
                cipher,
                contentKey,
                profile.IncludeOriginatorInfo ? [originatorCertificate] : [],
                infos,
                profile.UseDefaultTagLength ? ContentCipher.DefaultTagSize : ContentCipher.EmittedTagSize,
                profile.DeriveContentKey,
                expected: large ? 0 : (int)message.Length + 1024);
            await MessageBody.PumpEntityAsync(message, header, envelope, output.DrainAsync, ct, payload).ConfigureAwait(false);
            envelope.FinishContent();
            output.Release();
            while (envelope.WriteNext(OutputBuffer.Piece))
            {
                await output.DrainAsync(ct).ConfigureAwait(false);
            }

            await output.WriteAsync(ct).ConfigureAwait(false);
            return null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(contentKey);
        }
    }
}
