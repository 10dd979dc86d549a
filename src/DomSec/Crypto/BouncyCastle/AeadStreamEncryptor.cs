using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Modes;
using Org.BouncyCastle.Crypto.Parameters;

namespace DomSec.Crypto.BouncyCastle;

/// <summary>
/// AES-GCM and ChaCha20-Poly1305 in chunks of any size; the platform's classes take a message only whole. Bouncy Castle's GCM also takes associated
/// data that comes after the content: it corrects the GHASH by the difference times H to the number of blocks.
/// </summary>
internal sealed class AeadStreamEncryptor : ContentEncryptor
{
    private const int MaxLast = 128; // ChaCha20's block twice: what is left, and the tag

    private readonly IAeadCipher _cipher;

    public AeadStreamEncryptor(ContentMode mode, ReadOnlySpan<byte> cek, ReadOnlySpan<byte> nonce, int tagSize)
    {
        TagSize = tagSize;
        _cipher = mode == ContentMode.ChaCha20Poly1305 ? new ChaCha20Poly1305() : new GcmBlockCipher(AesUtilities.CreateEngine());
        _cipher.Init(forEncryption: true, new AeadParameters(new KeyParameter(cek), tagSize * 8, nonce.ToArray()));
    }

    public override int TagSize { get; }

    public override void AuthenticateAssociatedData(ReadOnlySpan<byte> data)
    {
        if (!data.IsEmpty)
        {
            _cipher.ProcessAadBytes(data);
        }
    }

    public override int MaxOutput(int inputLength) => inputLength + MaxLast;

    public override int Update(ReadOnlySpan<byte> input, Span<byte> output) => _cipher.ProcessBytes(input, output);

    public override int Finish(Span<byte> output, Span<byte> tag)
    {
        // Bouncy Castle appends the tag to what it still holds of the last block.
        Span<byte> last = stackalloc byte[MaxLast];
        int length = _cipher.DoFinal(last) - TagSize;
        last[..length].CopyTo(output);
        last.Slice(length, TagSize).CopyTo(tag);
        return length;
    }

    /// <summary>Nothing to release: Bouncy Castle has no way to wipe its key schedule, which goes with the garbage.</summary>
    public override void Dispose()
    {
    }
}
