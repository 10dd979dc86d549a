using System.Text;
using DomSec.Ber;

namespace DomSec.Layers;

/// <summary>
/// Looks for the labels of protected parts inside other content, line by line: only to say that a protection covers a part and not the
/// message (SEC-WRP-01). Nothing found here is ever opened or believed.
/// </summary>
internal sealed class ProtectedPartScanner : OctetSink
{
    private const int MaxLine = 256;

    private readonly byte[] _line = new byte[MaxLine];
    private int _length;

    public bool Found { get; private set; }

    public override void Write(ReadOnlySpan<byte> octets)
    {
        while (!octets.IsEmpty && !Found)
        {
            int newline = octets.IndexOf((byte)'\n');
            ReadOnlySpan<byte> piece = newline < 0 ? octets : octets[..newline];
            int take = Math.Min(piece.Length, MaxLine - _length);
            piece[..take].CopyTo(_line.AsSpan(_length));
            _length += take;
            if (newline < 0)
            {
                return;
            }

            Check();
            _length = 0;
            octets = octets[(newline + 1)..];
        }
    }

    public override void Complete() => Check();

    private void Check()
    {
        Span<byte> lower = stackalloc byte[MaxLine];
        Ascii.ToLower(_line.AsSpan(0, _length), lower, out int written);
        ReadOnlySpan<byte> line = lower[..written];
        if (line.StartsWith("content-type:"u8))
        {
            Found |= line.IndexOf("application/pkcs7-mime"u8) >= 0 || line.IndexOf("application/x-pkcs7-mime"u8) >= 0 || line.IndexOf("multipart/signed"u8) >= 0;
        }
    }
}
