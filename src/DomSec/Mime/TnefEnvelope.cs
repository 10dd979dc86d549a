using System.Text;
using MimeKit.Tnef;

namespace DomSec.Mime;

/// <summary>
/// Finds the S/MIME object in a TNEF stream (MS-OXTNEF), which Exchange puts around protected mail that it relays as winmail.dat. Only a
/// message of a class IPM.Note.SMIME with exactly one attachment counts: there the attachment is the message; anywhere else it is an
/// attachment beside other content, which a signature in it does not cover (SEC-WRP-01). So it is beside a body that the stream itself has: that is
/// what readers without S/MIME show, and whoever wrapped a captured message may have written it.
/// </summary>
internal static class TnefEnvelope
{
    private const string SecureClass = "IPM.Note.SMIME";

    /// <summary>The attachment's octets, a CMS object or a MIME entity; null when the stream is no S/MIME message or cannot be read.</summary>
    /// <param name="tnef">The stream.</param>
    /// <param name="isBesideContent">Whether there is an S/MIME object, and other content beside it.</param>
    public static byte[]? Open(ReadOnlyMemory<byte> tnef, out bool isBesideContent)
    {
        isBesideContent = false;
        try
        {
            using var stream = new MemoryStream(tnef.ToArray(), writable: false);
            using var reader = new TnefReader(stream, 0, TnefComplianceMode.Loose);
            return Read(reader, tnef.Length, out isBesideContent);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return null; // the library's reader answers to malformed streams with exceptions of many kinds; a message never throws here
        }
    }

    private static byte[]? Read(TnefReader reader, int length, out bool isBesideContent)
    {
        bool hasBody = false;
        int objects = 0;
        bool isSecure = false;
        int attachments = 0;
        byte[]? found = null;
        while (reader.ReadNextAttribute())
        {
            switch (reader.AttributeTag)
            {
                case TnefAttributeTag.MessageClass:
                    isSecure |= IsSecure(Encoding.Latin1.GetString(ReadRaw(reader, length)));
                    break;
                case TnefAttributeTag.MapiProperties:
                    while (reader.TnefPropertyReader.ReadNextProperty())
                    {
                        hasBody |= reader.TnefPropertyReader.PropertyTag.Id is TnefPropertyId.Body or TnefPropertyId.BodyHtml or TnefPropertyId.RtfCompressed;
                        isSecure |= reader.TnefPropertyReader.PropertyTag.Id == TnefPropertyId.MessageClass && IsSecure(reader.TnefPropertyReader.ReadValueAsString());
                    }

                    break;
                case TnefAttributeTag.Body:
                    hasBody |= ReadRaw(reader, length).AsSpan().ContainsAnyExcept(" \r\n\0"u8);
                    break;
                case TnefAttributeTag.AttachRenderData:
                    attachments++;
                    break;
                case TnefAttributeTag.AttachData:
                    objects++;
                    found = ReadRaw(reader, length);
                    break;
                default:
                    break;
            }
        }

        bool isWrapper = isSecure && attachments == 1 && objects == 1;
        isBesideContent = isWrapper && hasBody;
        return isWrapper && !hasBody ? found : null;
    }

    private static bool IsSecure(string? messageClass) => messageClass?.StartsWith(SecureClass, StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>SEC-DOS-05: grows with what is there, not with the length that is announced.</summary>
    private static byte[] ReadRaw(TnefReader reader, int most)
    {
        using var value = new MemoryStream();
        byte[] buffer = new byte[16 << 10];
        int read;
        while (value.Length <= most && (read = reader.ReadAttributeRawValue(buffer, 0, buffer.Length)) > 0)
        {
            value.Write(buffer, 0, read);
        }

        return value.ToArray();
    }
}
