using System.Text;
using MimeKit.Tnef;

namespace DomSec.Mime;

/// <summary>
/// Finds the S/MIME object in a TNEF stream (MS-OXTNEF), which Exchange puts around protected mail that it relays as winmail.dat. Only a
/// message of a class IPM.Note.SMIME with exactly one attachment counts: there the attachment is the message; anywhere else it is an
/// attachment beside other content, which a signature in it does not cover (SEC-WRP-01).
/// </summary>
internal static class TnefEnvelope
{
    private const string SecureClass = "IPM.Note.SMIME";

    /// <summary>The attachment's octets, a CMS object or a MIME entity; null when the stream is no S/MIME message or cannot be read.</summary>
    public static byte[]? Open(ReadOnlyMemory<byte> tnef)
    {
        try
        {
            using var stream = new MemoryStream(tnef.ToArray(), writable: false);
            using var reader = new TnefReader(stream, 0, TnefComplianceMode.Loose);
            return Read(reader, tnef.Length);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return null; // the library's reader answers to malformed streams with exceptions of many kinds; a message never throws here
        }
    }

    private static byte[]? Read(TnefReader reader, int length)
    {
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
                        isSecure |= reader.TnefPropertyReader.PropertyTag.Id == TnefPropertyId.MessageClass && IsSecure(reader.TnefPropertyReader.ReadValueAsString());
                    }

                    break;
                case TnefAttributeTag.AttachRenderData:
                    attachments++;
                    break;
                case TnefAttributeTag.AttachData:
                    found = ReadRaw(reader, length);
                    break;
                default:
                    break;
            }
        }

        return isSecure && attachments == 1 ? found : null;
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
