using DomSec.TestKit;
using MimeKit;
using MimeKit.Cryptography;
using Pkcs = System.Security.Cryptography.Pkcs;

namespace DomSec.Tests.Conformance;

/// <summary>Takes off layer after layer of what was made, with the platform's CMS, and looks for octets that have to be in one of them unchanged.</summary>
internal static class CorpusPeeler
{
    private const int MostLayers = 12;

    public static async Task<bool> HoldsAsync(byte[] message, byte[] wanted, IDomainEncryptor keys)
    {
        byte[] current = message;
        for (int layer = 0; layer < MostLayers; layer++)
        {
            MimeMessage parsed = Messages.Parse(current);
            byte[] next;
            if (parsed.Body is MultipartSigned)
            {
                byte[] entity = Messages.Split(current).Entity;
                return entity.AsSpan().IndexOf(wanted) >= 0;
            }

            if (parsed.Body is not ApplicationPkcs7Mime { Content: not null } part)
            {
                return false;
            }

            using var cms = new MemoryStream();
            part.Content.DecodeTo(cms);
            if (part.SecureMimeType == SecureMimeType.SignedData)
            {
                var signed = new Pkcs.SignedCms();
                signed.Decode(cms.ToArray());
                next = signed.ContentInfo.Content;
            }
            else
            {
                using var source = new MemoryStream(current, writable: false);
                using var opened = new MemoryStream();
                DomainDecryptionReport report = await keys.DecryptStreamAsync(source, opened, new DomainDecryptionRequest { AllowUnauthenticatedContent = true });
                if (report.Outcome != DomainOutcome.Applied)
                {
                    return false;
                }

                next = Messages.Split(opened.ToArray()).Entity;
            }

            if (next.AsSpan().SequenceEqual(wanted))
            {
                return true;
            }

            current = [.. "From: a@b.example\r\n"u8, .. next];
        }

        return false;
    }
}
