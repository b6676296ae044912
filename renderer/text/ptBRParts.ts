/** Das partes do aplicativo que vêm quando são abertas. */
export const ptBRParts = {
  parts: {
    loading: 'Carregando…',
    failed: 'Esta parte do Yankcord não pôde ser carregada. Talvez tenha sido atualizado: recarregue para continuar.',
  },
};
