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
    /// <summary>Encrypts a fresh content key to every recipient; <paramref name="profiles"/> go with the recipients. The envelope, or the recipient that could not be encrypted to.</summary>
    public static (PreparedEnvelope? Envelope, RecipientAuthority? Unusable) Prepare(
        IReadOnlyList<RecipientAuthority> recipients, IReadOnlyList<AlgorithmProfile> profiles, ReadOnlyMemory<byte> originatorCertificate)
    {
        AlgorithmProfile profile = profiles[0]; // but for the key transport they are alike
        ContentCipher cipher = ContentEncryptions.CipherOf(profile.ContentEncryption);
        byte[] contentKey = RandomNumberGenerator.GetBytes(cipher.KeySize);
        RecipientAuthority? unusable = null;
        var infos = new List<byte[]>(recipients.Count);
        try
        {
            for (int i = 0; i < recipients.Count && unusable is null; i++)
            {
                // RFC 3394 section 2: AES key wrap takes no key of 40 bits, and S/MIME 2 knew RSA only.
                if ((cipher == ContentCipher.Rc2Cbc40 && recipients[i].Key.Kind != KeyKind.Rsa)
                    || RecipientInfoFactory.TryCreate(recipients[i], cipher, contentKey, profiles[i]) is not { } info)
                {
                    unusable = recipients[i];
                }
                else
                {
                    infos.Add(info);
                }
            }
        }
        finally
        {
            if (infos.Count < recipients.Count)
            {
                CryptographicOperations.ZeroMemory(contentKey);
            }
        }

        return unusable is not null
            ? (null, unusable)
            : (new PreparedEnvelope(cipher, contentKey, infos, originatorCertificate, profile, DomainsOf(recipients)), null);
    }

    /// <summary>The domains that it is encrypted to as domains.</summary>
    private static IReadOnlyList<MailDomain> DomainsOf(IReadOnlyList<RecipientAuthority> recipients) => recipients is [{ Person: null } only]
        ? [only.Domain]
        : [.. recipients.Where(recipient => recipient.Person is null).Select(recipient => recipient.Domain).Distinct()];

    /// <summary>Writes the encrypted message; <paramref name="payload"/> is its content's header when that is made here, <paramref name="edits"/> what stands outside in another way.</summary>
    public static async ValueTask WriteAsync(MessageSource message, Stream destination, EntityHeader header, PreparedEnvelope prepared, ProtectedPayload? payload, HeaderEdits edits, DomSecLimits limits, CancellationToken ct)
    {
        bool large = message.Length > limits.MaxBufferedBytes;
        bool ber = prepared.IsBer(large);
        using var output = new OutputBuffer(destination, streams: ber && large, expected: large ? 0 : Math.Min(OutputBuffer.MostReleased, ((int)message.Length + 4096) / 48 * 66));
        output.Octets.HoldsSecrets = false; // the message's own header fields and ciphertext
        SecureEntity.WriteMessageHeader(output.Octets, header, prepared.SmimeType, edits);
        using EnvelopedDataWriter envelope = prepared.Begin(new Base64Encoder(output.Octets), ber, large ? 0 : (int)message.Length + 1024);
        await MessageBody.PumpEntityAsync(message, header, envelope, output.DrainAsync, ct, payload).ConfigureAwait(false);
        envelope.FinishContent();
        output.Release();
        while (envelope.WriteNext(OutputBuffer.Piece))
        {
            await output.DrainAsync(ct).ConfigureAwait(false);
        }

        await output.WriteAsync(ct).ConfigureAwait(false);
    }
}
